import { UnsecuredJWT } from 'jose';
import { CALLBACK, type ConformanceTest } from '../../relying-party.js';

/** An unsigned request object is refused as such. */
export const oidccUnsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported: ConformanceTest = {
  name: 'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
  run: async (rp) => {
    const object = new UnsecuredJWT({ client_id: rp.first.id, redirect_uri: CALLBACK, response_type: 'code' }).encode();
    const answer = await rp.answerTo(rp.signedIn(), await rp.ask({ request: object }));
    expect(answer.searchParams.get('error')).toBe('request_not_supported');
  },
};
