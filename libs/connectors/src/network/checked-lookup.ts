import { lookup as resolveName, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { failed, type Failed } from '../contract/outcome.js';
import { refusalOfAddress, type Approval } from './approval.js';

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Why a lookup ended the connection before it began. */
export class RefusedAddress extends Error {
  constructor(readonly refusal: Failed) {
    super('refused');
  }
}

/**
 * Resolves the name once, and hands over only addresses that may be called: the connection goes to the very address that
 * was checked, so that a name which changes its mind in between gains nothing.
 */
export function checkedLookup(url: URL, approval: Approval, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const refusals = addresses.map(({ address }) => refusalOfAddress(address, url, approval));
        const allowed = addresses.filter((_, index) => refusals[index] === null);
        const [first] = allowed;
        if (first === undefined) {
          const refusal = refusals.find((one) => one !== null) ?? failed('unreachable', `${url.host} has no address.`);
          callback(new RefusedAddress(refusal), '', 0);
        } else if (options.all === true) callback(null, [...allowed]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

export const systemResolve: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    resolveName(hostname, { all: true }, (error: Error | null, addresses: LookupAddress[]) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
