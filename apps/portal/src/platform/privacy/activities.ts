/** On what a processing rests: RGPD article 6.1 (b, c, e, f, a). */
export type LegalBasis = 'contract' | 'legal-obligation' | 'public-task' | 'legitimate-interest' | 'consent';

/** Whose data it is. */
export type PersonGroup =
  | 'residents'
  | 'members'
  | 'visitors'
  | 'operators'
  | 'editors'
  | 'administrators'
  | 'elected'
  | 'relatives'
  | 'parents';

/** Who may see it. `nobody`: sealed or hashed, only programs read it. */
export type Viewer =
  'self' | 'organisation' | 'operators' | 'editors' | 'administrators' | 'public' | 'services' | 'nobody';

export interface Activity {
  readonly basis: LegalBasis;
  readonly persons: readonly PersonGroup[];
  readonly viewers: readonly Viewer[];
}

/**
 * What the portal does with people's data, one entry of the register of RGPD article 30 each. Titles and purposes are the
 * texts `privacy:activities`.
 */
export const activities = {
  account: { basis: 'contract', persons: ['residents', 'parents'], viewers: ['self', 'operators', 'administrators'] },
  'sign-in': { basis: 'legal-obligation', persons: ['residents', 'visitors'], viewers: ['self'] },
  services: {
    basis: 'contract',
    persons: ['residents', 'members'],
    viewers: ['self', 'organisation', 'operators', 'services'],
  },
  organisations: {
    basis: 'contract',
    persons: ['residents', 'members'],
    viewers: ['self', 'organisation', 'operators', 'administrators'],
  },
  help: {
    basis: 'public-task',
    persons: ['residents', 'visitors'],
    viewers: ['self', 'operators', 'administrators'],
  },
  mail: { basis: 'contract', persons: ['residents', 'visitors'], viewers: ['self'] },
  membership: {
    basis: 'legitimate-interest',
    persons: ['members'],
    viewers: ['operators', 'administrators'],
  },
  commitments: { basis: 'public-task', persons: ['elected', 'editors'], viewers: ['public', 'editors'] },
  questions: {
    basis: 'public-task',
    persons: ['residents', 'members', 'elected', 'editors'],
    viewers: ['self', 'public', 'editors'],
  },
  follows: { basis: 'consent', persons: ['residents', 'visitors'], viewers: ['self'] },
  gatherings: {
    basis: 'public-task',
    persons: ['residents', 'visitors', 'editors'],
    viewers: ['self', 'operators', 'editors'],
  },
  administration: {
    basis: 'legal-obligation',
    persons: ['operators', 'editors', 'administrators'],
    viewers: ['self', 'operators', 'administrators'],
  },
  rights: {
    basis: 'legal-obligation',
    persons: ['residents', 'visitors', 'relatives'],
    viewers: ['self', 'operators', 'administrators'],
  },
  'legal-retention': { basis: 'legal-obligation', persons: ['residents'], viewers: ['administrators'] },
} satisfies Record<string, Activity>;

export type ActivityKey = keyof typeof activities;
