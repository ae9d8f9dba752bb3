import { eligibilityOf, type Asker, type EligibilityRules } from './eligibility.js';

const service = (rules: Partial<EligibilityRules> = {}): EligibilityRules => ({
  accessMode: 'on-request',
  audiences: ['residents', 'organisations'],
  eligibleCommunes: [],
  eligibleKinds: [],
  ...rules,
});

const resident: Asker = { organisationKind: null, commune: { inseeCode: '29232', served: true }, member: false };
const association: Asker = { ...resident, organisationKind: 'association' };

describe('who may have a service, and how', () => {
  it('leads to a form where operators decide, to the tool at once where they do not', () => {
    expect(eligibilityOf(service(), resident, false)).toEqual({ outcome: 'form' });
    expect(eligibilityOf(service({ accessMode: 'open' }), resident, false)).toEqual({ outcome: 'grant' });
  });

  it('asks nothing at all of those who open a service without an account', () => {
    const nobody: Asker = { organisationKind: null, commune: null, member: false };
    expect(eligibilityOf(service({ accessMode: 'without-account', audiences: [] }), nobody, true)).toEqual({
      outcome: 'just-open',
    });
  });

  it('offers a place on the waiting list when there is no room, even where nobody decides', () => {
    for (const accessMode of ['open', 'on-request'] as const)
      expect(eligibilityOf(service({ accessMode }), resident, true)).toEqual({ outcome: 'waiting-list' });
  });

  it('grants members their service at once, and tells others that it is for members', () => {
    const rules = service({ accessMode: 'members-only' });
    expect(eligibilityOf(rules, { ...resident, member: true }, false)).toEqual({ outcome: 'grant' });
    expect(eligibilityOf(rules, resident, false)).toEqual({ outcome: 'not-eligible', why: 'members-only' });
  });

  it('says which rule stands in the way', () => {
    const why = (rules: Partial<EligibilityRules>, asker: Asker): unknown =>
      (eligibilityOf(service(rules), asker, false) as { why?: string }).why;
    expect(why({ audiences: ['organisations'] }, resident)).toBe('audience');
    expect(why({ audiences: ['residents'] }, association)).toBe('audience');
    expect(why({}, { ...resident, commune: null })).toBe('commune-unknown');
    expect(why({}, { ...resident, commune: { inseeCode: '75056', served: false } })).toBe('commune-not-served');
    expect(why({ eligibleCommunes: ['29051'] }, resident)).toBe('commune');
    expect(why({ eligibleKinds: ['school'] }, association)).toBe('kind');
    expect(why({ eligibleKinds: ['school'] }, resident)).toBeUndefined();
  });

  it('never puts on a waiting list somebody whom no room would help', () => {
    const elsewhere = { ...resident, commune: { inseeCode: '75056', served: false } };
    expect(eligibilityOf(service(), elsewhere, true).outcome).toBe('not-eligible');
  });
});
