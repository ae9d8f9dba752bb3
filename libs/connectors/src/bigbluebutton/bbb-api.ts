import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpClient } from '../http/http-client.js';
import { readAnswer, type BbbAnswer } from './bbb-answers.js';
import type { BigBlueButtonSettings } from './bigbluebutton.js';
import { checksum, checksumAlgorithms, type ChecksumAlgorithm } from './checksum.js';

export type BbbParameters = Readonly<Record<string, string>>;

/** An answer that came, and the algorithm by which the call was believed. */
export interface BbbReply extends BbbAnswer {
  readonly algorithm: ChecksumAlgorithm;
}

/** Calls to `/bigbluebutton/api` (docs.bigbluebutton.org/development/api, read for 2.6 to 3.1). */
export function createBbbApi(settings: BigBlueButtonSettings, http: HttpClient) {
  const base = `${settings.url.replace(/\/api$/, '')}/api`;

  /** The whole address of a call, signed. */
  function addressOf(call: string, parameters: BbbParameters, algorithm: ChecksumAlgorithm): string {
    const query = new URLSearchParams(parameters).toString();
    const proof = checksum(call, query, settings.secret, algorithm);
    return `${base}/${call}?${query === '' ? '' : `${query}&`}checksum=${proof}`;
  }

  async function ask(url: string): Promise<Outcome<BbbAnswer>> {
    // The address proves itself: it is not sent on to wherever a redirect leads.
    const answer = await http.send({ method: 'GET', url, redirects: 'answer' });
    if (answer.kind !== 'done') return answer;
    const { status, body } = answer.value;
    const detail = `BigBlueButton answered HTTP ${status}.`;
    if (status === 401 || status === 403) return failed('unauthorised', detail);
    if (status === 502 || status === 503 || status === 504) return failed('unreachable', detail);
    try {
      // A refusal may come with any status; what it says counts.
      return done(readAnswer(body.toString('utf8')));
    } catch {
      return failed('bad-answer', `${detail} It is no answer of BigBlueButton's API.`);
    }
  }

  /**
   * Calls, with the algorithm that was good before or that the settings name, else with the newest that the server believes. An answer
   * that says FAILED is an answer like any other, but for a secret that is refused.
   */
  async function call(
    name: string,
    parameters: BbbParameters,
    known: ChecksumAlgorithm | null = null,
  ): Promise<Outcome<BbbReply>> {
    const fixed = settings.checksum === 'auto' ? null : settings.checksum;
    const first = fixed ?? known;
    const others = fixed === null ? checksumAlgorithms.filter((algorithm) => algorithm !== first) : [];
    for (const algorithm of first === null ? others : [first, ...others]) {
      const answer = await ask(addressOf(name, parameters, algorithm));
      if (answer.kind !== 'done') return answer;
      if (answer.value.messageKey !== 'checksumError') return done({ ...answer.value, algorithm });
    }
    return failed('unauthorised', 'BigBlueButton believes no checksum that is made with this secret.');
  }

  return {
    addressOf,
    call,

    /** What the server says of itself to everybody. */
    version: () => ask(base),

    /** The same call, where only success will do. */
    async mustSucceed(
      name: string,
      parameters: BbbParameters,
      known: ChecksumAlgorithm | null = null,
    ): Promise<Outcome<BbbReply>> {
      const reply = await call(name, parameters, known);
      return reply.kind !== 'done' || reply.value.succeeded ? reply : refused(name, reply.value);
    },
  };
}

export function refused(name: string, { messageKey }: BbbAnswer): ReturnType<typeof failed> {
  return failed(
    'bad-answer',
    `BigBlueButton refused "${name}": ${messageKey === '' ? 'it does not say why' : messageKey}.`,
  );
}
