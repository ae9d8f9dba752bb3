import type { PortalProcess } from '@ronron/testing';
import { median } from './median.js';
import { DEMO_EMAILS, visitorAt } from './stage.js';

/** A form that could tell who has an account, and what else is typed into it. */
const FORMS: readonly { readonly path: string; readonly values: Readonly<Record<string, string>> }[] = [
  { path: '/connexion', values: { password: 'not the right one' } },
  { path: '/connexion/lien', values: {} },
  { path: '/mot-de-passe-oublie', values: {} },
  {
    path: '/inscription',
    values: {
      displayName: 'Rozenn Cariou',
      age: 'fifteen-or-more',
      commune: '29000',
      password: 'agrafe pluie mandarine 7',
      terms: 'on',
    },
  },
];

/** Each address may be asked about so often within an hour. */
const ROUNDS = 4;

export interface Telling {
  readonly path: string;
  /** Milliseconds, medians. */
  readonly known: number;
  readonly unknown: number;
}

/**
 * How long a form takes to answer to an address that has an account, and to one that has none, in turns: what else the machine does
 * meets both alike.
 * @param rounds for each of the demonstration's addresses, 4 at most
 */
export async function knownOrNot(portal: PortalProcess, rounds = ROUNDS): Promise<Telling[]> {
  const tellings: Telling[] = [];
  let visitor = 0;
  for (const { path, values } of FORMS) {
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let round = 0; round <= rounds; round++) {
      for (const [index, email] of DEMO_EMAILS.entries()) {
        // The first round warms the paths, with addresses that are counted for nothing else.
        const asked = {
          known: round === 0 ? `warm${index}@nobody.example` : email,
          unknown: `${round}x${index}@nobody.example`,
        };
        const order = (round + index) % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
        for (const kind of order) {
          const client = visitorAt(portal, visitor++);
          const page = await client.get(path);
          const hidden = page.$('main form:has([name=email]) input[type=hidden]').toArray();
          const fields = new URLSearchParams({ ...values, email: asked[kind] });
          for (const { attribs } of hidden) fields.set(attribs['name'] ?? '', attribs['value'] ?? '');
          const started = performance.now();
          await client.post(path, fields);
          if (round > 0) times[kind].push(performance.now() - started);
        }
      }
    }
    tellings.push({ path, known: median(times.known), unknown: median(times.unknown) });
  }
  return tellings;
}
