import type { ConformanceTest } from '../../relying-party.js';

/** A request by reference is refused as such: nobody is called. */
export const oidccRequestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported: ConformanceTest = {
  name: 'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
  run: async (rp) => {
    const { url } = await rp.ask({ request_uri: 'https://rp.example/request.jwt' });
    const end = await rp.signedIn().leave(url.pathname + url.search);
    expect(end).toBeInstanceOf(URL);
    expect((end as URL).searchParams.get('error')).toBe('request_uri_not_supported');
  },
};
