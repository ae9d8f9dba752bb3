import { UnsecuredJWT } from 'jose';
import { CALLBACK, type ConformanceTest } from '../../relying-party.js';

/** A request object cannot send an answer elsewhere: it is not looked into. */
export const oidccEnsureRequestObjectWithRedirectUri: ConformanceTest = {
  name: 'oidcc-ensure-request-object-with-redirect-uri',
  run: async (rp) => {
    const object = new UnsecuredJWT({ redirect_uri: 'https://elsewhere.example/' }).encode();
    const answer = await rp.answerTo(rp.signedIn(), await rp.ask({ request: object }));
    expect([answer.origin, answer.searchParams.get('error')]).toEqual([
      new URL(CALLBACK).origin,
      'request_not_supported',
    ]);
  },
};
