const settings = {
  fr: {
    url: { label: 'Adresse de l’outil', hint: 'L’adresse que les personnes ouvrent.' },
    token: { label: 'Jeton', hint: 'Le jeton d’administration, à créer dans l’outil.' },
  },
  en: {
    url: { label: 'The tool’s address', hint: 'The address that people open.' },
    token: { label: 'Token', hint: 'The administration token, to be made in the tool.' },
  },
};

/** What the operator's form says of a new connector, for `fr` or `en`. */
export function textsOf(locale, title, summary) {
  return { name: title, summary, settings: settings[locale] };
}

/** The list of texts that wait for their Breton, with these too: nobody guesses it. */
export function withKeys(list, path, texts) {
  const keysOf = (node, at) =>
    typeof node === 'string' ? [at] : Object.entries(node).flatMap(([key, child]) => keysOf(child, `${at}.${key}`));
  const [heading, ...waiting] = list.trimEnd().split('\n');
  return [heading, ...[...waiting, ...keysOf(texts, path)].sort(), ''].join('\n');
}
