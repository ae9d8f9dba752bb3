/** What the portal knows and legal texts mention; filled in when a text is read, so that it never goes stale. */
export interface LegalFacts {
  readonly commune: string;
  readonly communes: readonly string[];
  readonly structures: readonly {
    readonly name: string;
    readonly address: string;
    readonly phone: string | null;
    readonly email: string;
  }[];
  readonly publicUrl: string;
  /** The day the version was published, in words. */
  readonly date: string;
}

export const legalPlaceholders = ['commune', 'communes', 'structures', 'publicUrl', 'date'] as const;

/** Replaces `{{name}}` by what the portal knows. The result is Markdown: names are escaped, so that none forms a link. */
export function fillPlaceholders(body: string, facts: LegalFacts): string {
  const values: Record<(typeof legalPlaceholders)[number], string> = {
    commune: escapeMarkdown(facts.commune),
    communes: facts.communes.map(escapeMarkdown).join(', '),
    structures: facts.structures.map(hostLine).join('\n'),
    publicUrl: facts.publicUrl,
    date: facts.date,
  };
  return body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name as keyof typeof values] : whole,
  );
}

/** The spots that the commune has yet to complete, as written between the brackets. */
export function openSpots(body: string): string[] {
  return [...body.matchAll(/\[(?:à compléter|to be completed)\s?: ([^\]]+)\]/g)].map((match) => match[1]!);
}

/** Names placeholders that no fact fills: a slip of the pen that would show in public. */
export function unknownPlaceholders(body: string): string[] {
  const known: readonly string[] = legalPlaceholders;
  return [...new Set([...body.matchAll(/\{\{([^}]*)\}\}/g)].map((match) => match[1]!.trim()))].filter(
    (name) => !known.includes(name),
  );
}

function hostLine({ name, address, phone, email }: LegalFacts['structures'][number]): string {
  const parts = [address, phone ?? '', email].filter((part) => part.trim() !== '').map(escapeMarkdown);
  return `- **${escapeMarkdown(name)}**${parts.length === 0 ? '' : `, ${parts.join(', ')}`}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&');
}
