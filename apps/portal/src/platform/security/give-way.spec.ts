import { jest } from '@jest/globals';
import { getPriority } from 'node:os';
import { giveWay } from './give-way.js';

// Elsewhere a thread has the priority of its process.
(process.platform === 'linux' ? describe : describe.skip)('a thread that gives way', () => {
  it('lowers its priority', () => {
    const set = jest.fn();
    giveWay(set);
    expect(set.mock.calls).toEqual([[Math.min(19, getPriority() + 5)]]);
  });

  it('works on where a sandbox forbids that', () => {
    const forbidden = (): never => {
      throw Object.assign(new Error('uv_os_setpriority returned EPERM'), { code: 'ERR_SYSTEM_ERROR' });
    };
    expect(() => giveWay(forbidden)).not.toThrow();
  });
});
