import type { DemoCommitment } from './demo-commitment.js';
import { demoResidents } from './demo-residents.js';
import { demoWorkplaces } from './demo-workplaces.js';

/** Invented from end to end: offices instead of names, round figures, addresses in `.example`. */
export const demoCommitments: readonly DemoCommitment[] = [...demoWorkplaces, ...demoResidents];
