/** The words of the forms for the names in the history, where the two differ. */
const LABELS: Readonly<Record<string, string>> = {
  accountableName: 'accountable',
  accountableRole: 'role',
  accountableAccountId: 'accountableAccount',
  amountCents: 'amount',
  savingCents: 'saving',
  name: 'indicatorName',
  place: 'position',
};

/** Values that are words of ours, by the group of texts that says them. */
const GROUPS: Readonly<Record<string, string>> = {
  status: 'status',
  state: 'actionStates',
  kind: 'evidenceKinds',
  nature: 'natures',
  budget: 'budgets',
};

/** One value of a revision: its label, and either the key of its text or the text itself. */
export interface RevisionWord {
  readonly labelKey: string;
  readonly textKey: string | null;
  readonly text: string;
}

/** What a revision kept, for people; what is empty is left out. */
export function revisionWords(values: Readonly<Record<string, unknown>> | null): RevisionWord[] {
  return Object.entries(values ?? {})
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => ({
      labelKey: `commitments:fields.${LABELS[name] ?? name}`,
      textKey: GROUPS[name] === undefined ? null : `commitments:${GROUPS[name]}.${String(value)}`,
      text: written(name, value),
    }));
}

function written(name: string, value: unknown): string {
  if (name === 'amountCents' || name === 'savingCents')
    return `${(Number(value) / 100).toFixed(2).replace('.', ',')} €`;
  if (Array.isArray(value)) return value.map((one) => Object.values(one as object).join(' : ')).join(' ; ');
  return String(value);
}
