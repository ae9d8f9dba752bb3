import { done, failed, type Connector } from '@ronron/connectors';
import { withoutEcho } from './without-echo.js';

const SECRET = 'chat-noir-sur-le-toit';

describe('a connector without echo', () => {
  const tool: Connector = {
    id: 'tool',
    check: async () => failed('unauthorised', `The key ${SECRET} (${SECRET}) is unknown, no?`),
    apply: async () => done({ version: 1 }),
  };

  it('says why it failed, without the secret that the tool repeats', async () => {
    const outcome = await withoutEcho(tool, [SECRET, 'no']).check();
    expect(outcome).toEqual(failed('unauthorised', 'The key […] ([…]) is unknown, no?'));
  });

  it('answers all else as it is, and gains no method', async () => {
    const quiet = withoutEcho(tool, [SECRET]);
    expect(await quiet.apply({} as never, null, 'key')).toEqual(done({ version: 1 }));
    expect([quiet.id, quiet.list]).toEqual(['tool', undefined]);
  });
});
