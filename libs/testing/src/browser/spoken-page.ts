import type { Page } from 'playwright-core';

/** One thing as the browser tells it to a screen reader. */
export interface Spoken {
  /** As in ARIA: `heading`, `listitem`, `table`, `rowheader`, `StaticText` … */
  readonly role: string;
  readonly name: string;
  /** Of a progress bar and the like. */
  readonly value: number | null;
  readonly children: readonly Spoken[];
}

/** The page as its accessibility tree tells it; what is left out of the tree is not there. */
export async function spokenPage(page: Page): Promise<Spoken> {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const told = (id: string): Spoken[] => {
      const node = byId.get(id);
      if (node === undefined) return [];
      const children = (node.childIds ?? []).flatMap(told);
      if (node.ignored) return children;
      const value = node.value?.value as unknown;
      return [
        {
          role: String(node.role?.value ?? ''),
          name: String(node.name?.value ?? ''),
          value: typeof value === 'number' ? value : null,
          children,
        },
      ];
    };
    return told(nodes[0]!.nodeId)[0]!;
  } finally {
    await session.detach();
  }
}

/** All of a role below something, in the order in which they are told. */
export function allSpoken(from: Spoken, role: string): Spoken[] {
  return from.children.flatMap((child) => [...(child.role === role ? [child] : []), ...allSpoken(child, role)]);
}

/** The words that are told of something and all below it, without those between them. */
export function spokenWords(from: Spoken): string {
  if (from.role === 'StaticText') return from.name;
  if (['image', 'progressbar'].includes(from.role)) return from.name;
  return from.children
    .map(spokenWords)
    .filter((words) => words.trim() !== '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
