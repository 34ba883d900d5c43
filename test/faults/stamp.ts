import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** When a case was tried, and on which code. */
export interface Stamp {
  readonly at: string;
  readonly commit: string;
}

/** Of this moment and this checkout; a commit with changes on top says so. */
export async function stamp(): Promise<Stamp> {
  const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
    timeout: 30_000,
  });
  return { at: new Date().toISOString(), commit: stdout.trim() };
}
