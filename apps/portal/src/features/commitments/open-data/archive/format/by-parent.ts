/** What belongs to each, in the order given. */
export function byParent<One extends { readonly parent: string }>(records: readonly One[]): Map<string, One[]> {
  const children = new Map<string, One[]>();
  for (const one of records) {
    const known = children.get(one.parent);
    if (known === undefined) children.set(one.parent, [one]);
    else known.push(one);
  }
  return children;
}
