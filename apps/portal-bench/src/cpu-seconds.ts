import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second for programs (USER_HZ), whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100;

/**
 * The seconds of CPU, its own and the kernel's on its behalf, that a process has used so far with all its threads.
 * @param pid null for a server of many processes, whose CPU is not counted.
 * @returns null then, and where there is no /proc (anything but Linux).
 */
export async function cpuSeconds(pid: number | null): Promise<number | null> {
  if (pid === null) return null;
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return line === null ? null : ticksOf(line) / TICKS_PER_SECOND;
}

/** utime and stime, fields 14 and 15 of proc_pid_stat(5); the name, field 2, may hold spaces and parentheses. */
export function ticksOf(line: string): number {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
