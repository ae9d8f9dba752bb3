import { z } from 'zod';
import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { readJson } from '../http/read-json.js';
import { createSignInOnly } from '../sign-in/sign-in-only.js';

/** http://nodeinfo.diaspora.software/ns/schema/2.1, of which only this is needed. */
const nodeInfo = z.object({ software: z.object({ name: z.string(), version: z.string().max(100) }) });

/** Events and groups: Mobilizon makes an account at the first sign-in, and knows it again by its e-mail address. */
export const mobilizon: ConnectorFactory<{ readonly url: string }> = {
  id: 'mobilizon',
  settings: defineSettings('mobilizon', { url: urlField({ required: true, example: 'https://agenda.example.org' }) }),
  can: abilities('suspend', 'sso', 'open'),
  docs: 'docs/connectors/mobilizon.md',
  keepsContent: () => true,
  create({ url }, { http, clock }) {
    async function askVersion(): Promise<Outcome<string>> {
      const answer = await http.send({ method: 'GET', url: `${url}/.well-known/nodeinfo/2.1` });
      if (answer.kind !== 'done') return answer;
      if (answer.value.status !== 200) return failed('bad-answer', `NodeInfo answered HTTP ${answer.value.status}.`);
      const read = readJson(answer.value, nodeInfo);
      if (read.kind !== 'done') return read;
      const { name, version } = read.value.software;
      return name.toLowerCase() === 'mobilizon' ? done(version) : failed('bad-answer', 'It is no Mobilizon.');
    }

    return createSignInOnly({ id: 'mobilizon', startsAt: `${url}/auth/keycloak`, clock, askVersion });
  },
};
