import { z } from 'zod';
import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createSignInOnly } from '../sign-in/sign-in-only.js';

/** Of `/api/config`; `sso` is false without the plugin. A key of the cache may follow the version. */
const configuration = z.object({
  requireConf: z.object({ urlArgs: z.string().regex(/^ver=\d/) }),
  sso: z.union([z.literal(false), z.object({ list: z.array(z.string()) })]).optional(),
});

/** Encrypted documents: accounts are made by CryptPad's `sso` plugin at the first sign-in, and hold what only their owners read. */
export const cryptpad: ConnectorFactory<{ readonly url: string }> = {
  id: 'cryptpad',
  settings: defineSettings('cryptpad', { url: urlField({ required: true, example: 'https://pad.example.org' }) }),
  can: abilities('suspend', 'sso', 'open'),
  docs: 'docs/connectors/cryptpad.md',
  keepsContent: () => true,
  create({ url }, { http, clock }) {
    async function askVersion(): Promise<Outcome<string>> {
      const answer = await http.send({ method: 'GET', url: `${url}/api/config` });
      if (answer.kind !== 'done') return answer;
      const { status, body } = answer.value;
      const read = configuration.safeParse(status === 200 ? jsonInModule(body.toString('utf8')) : null);
      if (!read.success) return failed('bad-answer', `/api/config is not the one of CryptPad: HTTP ${status}.`);
      const { requireConf, sso } = read.data;
      if (!sso || sso.list.length === 0) return failed('unsupported', 'The sso plugin is not enabled on this server.');
      return done(/^ver=([\w.]+)/.exec(requireConf.urlArgs)![1]!);
    }

    return createSignInOnly({ id: 'cryptpad', startsAt: `${url}/login/`, clock, askVersion });
  },
};

/** The configuration is a module that returns one JSON object: `define(function(){; return {…}; });`. */
function jsonInModule(source: string): unknown {
  const json = /^define\(function\s*\(\)\s*\{[;\s]*return (\{.*\})[;\s]*\}\);?\s*$/s.exec(source)?.[1] ?? 'null';
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}
