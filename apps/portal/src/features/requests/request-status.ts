export const requestStatuses = [
  'draft',
  'submitted',
  'waiting-for-requester',
  'approved',
  'refused',
  'withdrawn',
  'expired',
] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** Who moves a request: its requester, an operator of the service's structure, or the portal by a rule of its own. */
export type RequestSide = 'requester' | 'operator' | 'portal';

/** From a status to the ones that may follow it, each with those who may bring it there. */
const transitions: Readonly<Record<RequestStatus, Readonly<Partial<Record<RequestStatus, readonly RequestSide[]>>>>> = {
  draft: { submitted: ['requester'], withdrawn: ['requester'] },
  submitted: {
    'waiting-for-requester': ['operator'],
    // The portal grants by itself where the service asks for no decision.
    approved: ['operator', 'portal'],
    refused: ['operator'],
    withdrawn: ['requester'],
  },
  'waiting-for-requester': {
    submitted: ['requester'],
    approved: ['operator'],
    refused: ['operator'],
    withdrawn: ['requester'],
    expired: ['portal'],
  },
  approved: {},
  refused: {},
  withdrawn: {},
  expired: {},
};

/** Whether `side` may move a request from one status to another. */
export function canMove(from: RequestStatus, to: RequestStatus, side: RequestSide): boolean {
  return transitions[from][to]?.includes(side) ?? false;
}

/** What may follow a status at all. */
export function followersOf(status: RequestStatus): RequestStatus[] {
  return Object.keys(transitions[status]) as RequestStatus[];
}

/** A final status is never left: what comes after is another request. */
export function isFinal(status: RequestStatus): boolean {
  return followersOf(status).length === 0;
}

/** The statuses in which a request still asks for something; one holder has at most one of them for a service. */
export const openStatuses = ['draft', 'submitted', 'waiting-for-requester'] as const satisfies readonly RequestStatus[];

/** The statuses in which somebody waits: what operators decide. */
export const pendingStatuses = ['submitted', 'waiting-for-requester'] as const satisfies readonly RequestStatus[];
