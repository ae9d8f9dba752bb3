import { createLogger } from './logger.js';

describe('the logger', () => {
  it('blanks secrets wherever they stand', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    logger.info(
      {
        password: 'hunter2',
        request: { headers: { authorization: 'hunter2', cookie: 'hunter2' } },
        token: 'hunter2',
        connector: { settings: { a: 'hunter2' } },
      },
      'x',
    );
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).toContain('[hidden]');
  });
});
