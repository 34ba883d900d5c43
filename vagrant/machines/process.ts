import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of this machine, told from a later one with the same number by the time it began. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since this machine's boot. */
  readonly startTime: string;
}

/** `undefined` where there is no such process, or it only waits to be reaped. */
export async function processId(pid: number): Promise<ProcessId | undefined> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    return parseStat(pid, stat);
  } catch {
    return undefined; // It has ended: that is the answer.
  }
}

/**
 * Reads `/proc/PID/stat`: the program's name, in brackets, may hold blanks and brackets itself. Where only the first thread has
 * ended, the others still hold what is open, and its locks.
 */
export function parseStat(pid: number, stat: string): ProcessId | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const [threads, startTime] = [Number(fields[17]), fields[19]];
  const hasEnded = state === 'X' || (state === 'Z' && threads <= 1);
  if (startTime === undefined || hasEnded) return undefined;
  return { pid, startTime };
}

export async function isAlive(process: ProcessId): Promise<boolean> {
  const now = await processId(process.pid);
  return now?.startTime === process.startTime;
}

/** SIGKILL, to this process only; `true` once it is gone. */
export async function killProcess(target: ProcessId, timeoutMs: number): Promise<boolean> {
  if (!(await isAlive(target))) return true;
  try {
    process.kill(target.pid, 'SIGKILL');
  } catch (error) {
    if (await isAlive(target)) throw error;
  }
  return waitForEnd(target, timeoutMs);
}

/** `false` where it still runs after that time. */
export async function waitForEnd(target: ProcessId, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await isAlive(target)) {
    if (Date.now() >= deadline) return false;
    await sleep(50);
  }
  return true;
}
