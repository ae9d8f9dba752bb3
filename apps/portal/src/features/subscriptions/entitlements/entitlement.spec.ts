import { decideEntitlement, type Entitlement, type EntitlementFacts, type Right } from './entitlement.js';

const OWN: Right = { subscriptionId: 's1', organisation: null, role: 'manager', quota: 5 };
const CLUB: Right = { subscriptionId: 's2', organisation: { id: 'o', name: 'Cercle' }, role: 'member', quota: 20 };

const facts = (values: Partial<EntitlementFacts> = {}): EntitlementFacts => ({
  service: { slug: 'nuage', accessMode: 'on-request', open: true },
  holder: { kind: 'account', state: 'good' },
  active: [],
  unseated: false,
  suspended: false,
  ended: false,
  request: null,
  ineligibility: null,
  ...values,
});

const refusal = (values: Partial<EntitlementFacts>): readonly [string, string] => {
  const decision = decideEntitlement(facts(values)) as Extract<Entitlement, { allowed: false }>;
  return [decision.reason, decision.link];
};

describe('who may use a service', () => {
  it('is who holds an active subscription, with its quota, or whose organisation does', () => {
    expect(decideEntitlement(facts({ active: [OWN, CLUB] }))).toEqual({
      allowed: true,
      role: 'manager',
      quota: 5,
      rights: [OWN, CLUB],
    });
    expect(decideEntitlement(facts({ active: [CLUB] }))).toMatchObject({ allowed: true, role: 'member', quota: 20 });
  });

  it('is everybody where no account is needed', () => {
    const service = { slug: 'pads', accessMode: 'without-account', open: true } as const;
    expect(decideEntitlement(facts({ service }))).toMatchObject({ allowed: true, role: 'member', rights: [] });
  });

  it('is nobody whose account or organisation is not in order, whatever they hold', () => {
    for (const state of ['unknown', 'unconfirmed', 'suspended', 'closing'] as const)
      expect(refusal({ holder: { kind: 'account', state }, active: [OWN] })[0]).toBe(`account-${state}`);
    for (const state of ['unknown', 'closed'] as const)
      expect(refusal({ holder: { kind: 'organisation', state }, active: [CLUB] })[0]).toBe(`organisation-${state}`);
  });

  it('stays who holds it when the service is no longer offered', () => {
    const service = { slug: 'nuage', accessMode: 'on-request', open: false } as const;
    expect(decideEntitlement(facts({ service, active: [OWN] })).allowed).toBe(true);
    expect(refusal({ service })).toEqual(['service-closed', '/services']);
  });

  it('is told why not, and where to go on', () => {
    expect(refusal({})).toEqual(['no-subscription', '/services/nuage/demande']);
    expect(refusal({ ended: true })).toEqual(['subscription-ended', '/services/nuage/demande']);
    expect(refusal({ suspended: true })).toEqual(['subscription-suspended', '/aide?service=nuage']);
    expect(refusal({ request: { id: 'r', state: 'pending' } })).toEqual(['request-pending', '/demandes/r']);
    expect(refusal({ request: { id: 'r', state: 'waiting-list' } })).toEqual(['waiting-list', '/demandes/r']);
    expect(refusal({ request: { id: 'r', state: 'refused' } })).toEqual(['request-refused', '/demandes/r']);
    expect(refusal({ ineligibility: 'commune-not-served' })[0]).toBe('commune-not-served');
    expect(refusal({ ineligibility: 'commune-unknown' })).toEqual(['commune-unknown', '/compte']);
    expect(refusal({ ineligibility: 'audience' })[0]).toBe('audience-not-eligible');
  });

  it('is not somebody suspended from a service that others open without an account', () => {
    const service = { slug: 'pads', accessMode: 'without-account', open: true } as const;
    expect(refusal({ service, suspended: true })[0]).toBe('subscription-suspended');
  });
});
