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
