import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import type { Handle } from '../contract/connector.js';
import { done, failed } from '../contract/outcome.js';
import { urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';

const settings = defineSettings('link', {
  url: urlField({ required: true, example: 'https://paste.example.org' }),
});

/** A tool with no accounts: the portal only keeps who was granted it, and where it is. */
export const link: ConnectorFactory<{ readonly url: string }> = {
  id: 'link',
  settings,
  can: abilities('open', 'suspend', 'guests', 'sso'),
  docs: 'docs/connectors/link.md',
  keepsContent: () => true,
  leaving: ['content'],
  create({ url }, { http, clock }) {
    return {
      id: 'link',
      async check() {
        const startedAt = clock.now();
        const answer = await http.send({ method: 'GET', url });
        if (answer.kind !== 'done') return answer;
        // 401 and 403 are a sign of life: many tools ask who you are on their first page.
        if (answer.value.status >= 500 || answer.value.status === 404) {
          return failed('bad-answer', `The address answered HTTP ${answer.value.status}.`);
        }
        const checkedAt = clock.now();
        return done({ version: null, latencyMs: checkedAt.getTime() - startedAt.getTime(), checkedAt });
      },
      async apply(wanted) {
        return done<Handle>({ version: 1, state: wanted.state, subscriptionId: wanted.subscriptionId });
      },
      async open(handle) {
        if (handle['state'] !== 'active') return failed('conflict', 'The subscription is not active.');
        return done({ url, cookies: [] });
      },
    };
  },
};
