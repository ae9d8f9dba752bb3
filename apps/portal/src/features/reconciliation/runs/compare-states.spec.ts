import type { ActualState, DesiredState, SubscriptionState } from '@ronron/connectors';
import fc from 'fast-check';
import { differences } from './compare-states.js';

const GB = 1_000_000_000;
const can = { suspend: true, quota: true };
const wanted = (changes: Partial<DesiredState> = {}): DesiredState => ({
  subscriptionId: 'one',
  state: 'active',
  holder: { kind: 'organisation', id: 'asso', name: 'Les Amis du Steïr' },
  members: [{ accountId: 'a', displayName: 'Nolwenn', email: 'nolwenn@example.bzh', role: 'manager' }],
  quotaBytes: 2 * GB,
  name: 'Les Amis du Steïr',
  locale: 'fr',
  ...changes,
});
const found = (changes: Partial<ActualState> = {}): ActualState => ({
  subscriptionId: 'one',
  state: 'active',
  remoteName: 'ronron-one',
  name: 'Les Amis du Steïr',
  memberCount: 1,
  quotaBytes: 2 * GB,
  ...changes,
});

describe('what differs between a tool and a right', () => {
  it.each([
    ['nothing', wanted(), found(), []],
    ['it is not there', wanted(), found({ state: 'absent' }), ['missing']],
    ['it was closed by hand', wanted(), found({ state: 'suspended' }), ['disabled']],
    ['it was opened by hand', wanted({ state: 'suspended' }), found(), ['enabled']],
    ['a suspended one is not there', wanted({ state: 'suspended' }), found({ state: 'absent' }), ['missing']],
    ['it should be gone', wanted({ state: 'absent' }), found({ state: 'suspended' }), ['extra']],
    [
      'quota, name and members',
      wanted(),
      found({ quotaBytes: GB, name: 'Amis', memberCount: 3 }),
      ['quota', 'renamed', 'members'],
    ],
    ['what is gone', wanted({ state: 'absent' }), found({ state: 'absent', quotaBytes: 1, memberCount: 9 }), []],
    [
      'what is closed',
      wanted({ state: 'suspended' }),
      found({ state: 'suspended', quotaBytes: 1, memberCount: 0 }),
      [],
    ],
    ['a quota that the tool rounds', wanted({ quotaBytes: 2 * GB }), found({ quotaBytes: 2 * GB - 1_000_000 }), []],
    ['a quota that nobody set', wanted({ quotaBytes: null }), found(), []],
  ] as const)('%s', (_, right, tool, kinds) => {
    expect(differences(right, tool, can)).toEqual(kinds);
  });

  it('asks of a tool only what it can do, and believes what it does not tell', () => {
    const silent = found({ name: null, memberCount: null, quotaBytes: null });
    expect(differences(wanted(), silent, can)).toEqual([]);
    expect(differences(wanted(), found({ quotaBytes: 1 }), { suspend: true, quota: false })).toEqual([]);
    expect(differences(wanted({ state: 'suspended' }), found(), { suspend: false, quota: true })).toEqual([]);
  });

  it('never calls extra what was granted, nor missing what was not', () => {
    const states = fc.constantFrom<SubscriptionState>('active', 'suspended', 'absent');
    fc.assert(
      fc.property(states, states, fc.nat(), fc.boolean(), (right, tool, memberCount, suspend) => {
        const kinds = differences(wanted({ state: right }), found({ state: tool, memberCount }), {
          suspend,
          quota: true,
        });
        expect(kinds.includes('extra')).toBe(right === 'absent' && tool !== 'absent');
        expect(kinds.includes('missing')).toBe(right !== 'absent' && tool === 'absent');
      }),
    );
  });
});
