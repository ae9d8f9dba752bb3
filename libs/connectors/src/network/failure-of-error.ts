import { failed, type Failed } from '../contract/outcome.js';

const TLS_CODES =
  /^(ERR_TLS|ERR_SSL|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** The reason of a failed connection. Only the error's code is told: messages can repeat an address with its query. */
export function outcomeOfError(error: NodeJS.ErrnoException, host: string): Failed {
  const code = codeOf(error);
  if (TLS_CODES.test(code)) return failed('tls', `${host}: ${code}.`);
  if (code.startsWith('HPE_')) return failed('bad-answer', `${host} does not answer in HTTP: ${code}.`);
  if (code === 'ETIMEDOUT') return failed('timeout', `${host}: ${code}.`);
  return failed('unreachable', `${host}: ${code}.`);
}

/** A host with several addresses fails with several errors; the first one tells enough. */
function codeOf(error: NodeJS.ErrnoException): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined) : undefined;
  return error.code ?? inner?.code ?? 'no code';
}
