import { cpuSeconds, ticksOf } from './cpu-seconds.js';

describe('cpuSeconds', () => {
  it('adds what the process and the kernel spent, whatever the process is called', () => {
    const rest = 'S 1 2 3 0 -1 4194560 10 0 0 0 150 25 7 8 20 0 11 0';
    expect(ticksOf(`42 (node) ${rest}`)).toBe(175);
    expect(ticksOf(`42 (a (strange) name) ${rest}`)).toBe(175);
  });

  it('says that it does not know a process that is not there', async () => {
    expect(await cpuSeconds(2 ** 22 + 1)).toBeNull();
  });
});
