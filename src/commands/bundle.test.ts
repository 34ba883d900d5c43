import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { BUNDLE, STAGING } from '../model/paths.ts';
import { unpackBundle } from './bundle.ts';

const TAR = `${STAGING}/incoming/it's $(a) bundle.tar`;
const SUMS = `${STAGING}/incoming/sums`;
const MEMBERS = { 'manifest.json': '{}', 'env/vmlinuz': 'kernel' };
const sum = (name: string, text: string): string =>
  `${createHash('sha256').update(text).digest('hex')}  ${name}\n`;

describe('unpacking a bundle', () => {
  const box = sandboxed((box) => {
    for (const [name, text] of Object.entries(MEMBERS)) box.put(`/var/parts/${name}`, text);
    box.put(TAR);
    execFileSync('tar', ['-C', box.at('/var/parts'), '-cf', box.at(TAR), '.']);
    box.put(
      SUMS,
      Object.entries(MEMBERS)
        .map(([name, text]) => sum(name, text))
        .join(''),
    );
  });
  const unpack = unpackBundle(TAR, SUMS, 'abc123');
  const has = (path: string): boolean => existsSync(box().at(path));

  it('gives it its name when every member is what the manifest says, and then lets the tar go', () => {
    box().put(`${BUNDLE}/older`);
    box().put(`${BUNDLE}.new/half`);
    box().prints(unpack);
    assert.equal(box().text('/run/stem/staging/bundle/env/vmlinuz'), 'kernel');
    assert.equal(box().text('/run/stem/staging/bundle/.sealed'), 'abc123');
    assert.deepEqual(
      [has(`${BUNDLE}/older`), has(`${BUNDLE}/half`), has(TAR)],
      [false, false, false],
    );
    assert.deepEqual(box().log(), ['sync', 'sync']);
  });

  for (const [what, sums] of Object.entries({
    'a member differs': sum('env/vmlinuz', 'another kernel'),
    'a member is missing': sum('os/root.tar.gz', ''),
    'a checksum is none': 'no checksum\n',
    'the checksums are missing': null,
  }))
    it(`gives it no name and keeps the tar where ${what}`, () => {
      if (sums !== null) box().put(SUMS, `${sum('manifest.json', '{}')}${sums}`);
      const { exitCode } = box().run(
        sums === null ? unpackBundle(TAR, `${SUMS}.none`, 'abc123') : unpack,
      );
      assert.notEqual(exitCode, 0);
      assert.deepEqual([has(BUNDLE), has(TAR)], [false, true]);
    });

  it('fails where the tar is cut off', () => {
    box().put(TAR, 'no tar');
    assert.notEqual(box().run(unpack).exitCode, 0);
    assert.equal(has(BUNDLE), false);
  });

  it('keeps its words out of its text', () => {
    keepsOutOfText((value) => unpackBundle(value, value, value));
  });
});
