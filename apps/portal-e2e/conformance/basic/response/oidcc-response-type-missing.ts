import type { ConformanceTest } from '../../relying-party.js';

/** Without `response_type` the answer is an error, never a code. */
export const oidccResponseTypeMissing: ConformanceTest = {
  name: 'oidcc-response-type-missing',
  run: async (rp) => {
    const asked = await rp.ask({ response_type: undefined });
    const end = await rp.follow(rp.signedIn(), asked);
    if (end instanceof URL)
      expect(['invalid_request', 'unsupported_response_type']).toContain(end.searchParams.get('error'));
    else expect(end.status).toBe(400);
  },
};
