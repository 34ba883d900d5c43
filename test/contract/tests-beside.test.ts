import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
/** The folders without sockets, processes and screens. */
const FOLDERS = [
  ...['model', 'commands', 'facts', 'steps', 'planning', 'engine'],
  ...['report', 'bundle', 'journal'],
];

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(SRC, folder, name));

/** Types and interfaces are gone once a file is JavaScript. */
const hasRuntimeExports = (text: string): boolean =>
  /^export (?:async )?(?:const|let|function|class)\b|^export \{(?! *type\b)/m.test(text);

describe('every file that does something', () => {
  for (const folder of FOLDERS)
    it(`has a test beside it: src/${folder}`, () => {
      const sources = sourcesIn(folder);
      assert.notDeepEqual(sources, []);
      const alone = sources.filter(
        (file) =>
          hasRuntimeExports(readFileSync(file, 'utf8')) &&
          !existsSync(file.replace(/\.ts$/, '.test.ts')),
      );
      assert.deepEqual(
        alone.map((file) => file.slice(SRC.length)),
        [],
      );
    });

  it('is told from one that only has types', () => {
    const texts = [
      'export interface A { b: string }',
      "import type { B } from './b.ts';\nexport type A = B;\nexport declare const c: B;",
      'export const a = 1;',
      'export async function a() {}',
      'export class A {}',
      "export { a } from './a.ts';",
    ];
    assert.deepEqual(texts.map(hasRuntimeExports), [false, false, true, true, true, true]);
  });
});
