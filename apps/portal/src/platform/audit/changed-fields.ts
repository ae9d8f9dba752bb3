/** What of `after` differs from `before`, both ways round, for the audit log. */
export function changedFields(
  before: object,
  after: object,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify((before as Record<string, unknown>)[name]) !== JSON.stringify(value),
  );
  return {
    before: Object.fromEntries(changed.map(([name]) => [name, (before as Record<string, unknown>)[name]])),
    after: Object.fromEntries(changed),
  };
}
