import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { compareSums, parseSums } from './root-sums.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('the lines of sha256sum', () => {
  it('are a sum and a name, with escapes as coreutils writes them', () => {
    const text = `${A}  ./bin/sh\n${B} *etc/a  b\n\\${A}  ./back\\\\slash\\nand\\rmore\n`;
    assert.deepEqual(
      [...parseSums(text, 's')],
      [
        ['bin/sh', A],
        ['etc/a  b', B],
        ['back\\slash\nand\rmore', A],
      ],
    );
  });

  it('keep a backslash where the line says nothing of escapes', () => {
    assert.deepEqual([...parseSums(`${A}  a\\nb`, 's').keys()], ['a\\nb']);
  });

  const wrong: readonly (readonly [text: string, says: string])[] = [
    [`${A}  x\n\nnonsense\n`, 's, line 3 is no line of sha256sum'],
    [`${A.slice(1)}  x`, 's, line 1 is no line of sha256sum'],
    [`${A.toUpperCase()}  x`, 's, line 1 is no line of sha256sum'],
    [`${A}  `, 's, line 1 is no line of sha256sum'],
    [`${A}  x\n${B}  ./x\n`, 's, line 2: "x" stands twice'],
  ];
  for (const [text, message] of wrong)
    it(`are refused: ${message}`, () => {
      assert.throws(() => parseSums(text, 's'), { code: 'BUNDLE_INVALID', message });
    });
});

describe('the sums and the archive', () => {
  const names = { archive: 'root.tar', sums: 'root.sha256' };
  const differences = async (
    files: Readonly<Record<string, string>>,
    sums: string,
    dir: string,
  ) => {
    const file = join(dir, 'sums');
    writeFileSync(file, sums);
    return compareSums(
      file,
      { uncompressedBytes: 0, files: new Map(Object.entries(files)), links: new Set() },
      names,
    );
  };

  it('agree', async (t) => {
    await differences({ x: A, y: B }, `${B}  ./y\n${A}  ./x\n`, scratch(t));
  });

  it('differ by files that one of them has, and by contents', async (t) => {
    await assert.rejects(differences({ x: A, only: A }, `${B}  x\n${A}  other\n`, scratch(t)), {
      code: 'BUNDLE_INVALID',
      message:
        'root.sha256 and root.tar differ: "only" is in root.tar only; ' +
        '"other" is in root.sha256 only; "x" has another content',
    });
  });

  it('tell the first differences, and how many there are', async (t) => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, A]));
    await assert.rejects(
      differences(files, '', scratch(t)),
      /"c" is in root.tar only; and 2 more$/,
    );
  });
});
