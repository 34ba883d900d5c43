import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs all test files below these folders in this one process. Node starts a process for each file else, and to start
 * takes longer than the tests. So a test file changes nothing that outlives it, and has no hooks outside of a suite
 * but `before` and `after`.
 */
export async function importTests(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
    for (const name of tests) await import(join(ROOT, folder, name));
  }
}
