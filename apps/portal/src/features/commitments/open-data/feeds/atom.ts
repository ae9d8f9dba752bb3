export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly feedUrl: string;
  readonly author: string;
  readonly updated: Date;
  readonly entries: readonly AtomEntry[];
}

export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly updated: Date;
  /** Plain text. */
  readonly text: string;
}

/** An Atom feed (RFC 4287). */
export function atomXml({ entries, ...feed }: AtomFeed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">',
    `<id>${escaped(feed.id)}</id>`,
    `<title>${escaped(feed.title)}</title>`,
    `<link rel="alternate" type="text/html" href="${escaped(feed.url)}"/>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(feed.feedUrl)}"/>`,
    `<author><name>${escaped(feed.author)}</name></author>`,
    `<updated>${feed.updated.toISOString()}</updated>`,
    ...entries.map(
      (entry) =>
        `<entry><id>${escaped(entry.id)}</id><title>${escaped(entry.title)}</title>` +
        `<link rel="alternate" type="text/html" href="${escaped(entry.url)}"/>` +
        `<updated>${entry.updated.toISOString()}</updated><content type="text">${escaped(entry.text)}</content></entry>`,
    ),
    '</feed>',
    '',
  ].join('\n');
}

/** What XML 1.0 (2.2) has no way to say is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
