/** An answer of the OCS API: the status of HTTP, the code of OCS, and what it says. */
export interface Reply {
  readonly http: number;
  readonly code: number;
  readonly data?: unknown;
}

export const OK: Reply = { http: 200, code: 200, data: [] };

export function refuse(http: number, code: number): Reply {
  return { http, code, data: [] };
}
