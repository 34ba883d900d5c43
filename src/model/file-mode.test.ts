import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileMode, modeText, resolveMode } from './file-mode.ts';
import { Problem } from './params.ts';

describe('a mode', () => {
  it("is read as Ansible does: YAML's number as it is, a text of digits as octal, or symbols", () => {
    assert.deepEqual(
      [420, '0644', '644', '0o755', '7', 'u=rw,g=r,o=', 'a-w', '+x', 'u+rwX-s'].map(fileMode),
      [420, 0o644, 0o644, 0o755, 7, 'u=rw,g=r,o=', 'a-w', '+x', 'u+rwX-s'],
    );
  });

  it('is nothing else', () => {
    for (const value of ['0888', '99999', 'u=q', '', 'preserve', 4096, 1.5, true, null, 'rw'])
      assert.ok(fileMode(value) instanceof Problem, JSON.stringify(value));
  });

  it('has four digits for people', () => {
    assert.deepEqual([0o644, 0o4755, 0].map(modeText), ['0644', '4755', '0000']);
  });

  it('of symbols is what chmod makes of it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'stem-mode-'));
    const file = join(directory, 'file');
    writeFileSync(file, '');
    for (const current of [0o644, 0o755, 0o600, 0o4711, 0o000])
      for (const mode of ['u=rw,g=r,o=', 'a+x', 'u+s', 'g=u', 'o-r,u+X', 'ug+rwX', '=r', 'u=rw+x'])
        for (const [path, isDirectory] of [
          [file, false],
          [directory, true],
        ] as const) {
          chmodSync(path, current | (isDirectory ? 0o700 : 0));
          const before = statSync(path).mode & 0o7777;
          execFileSync('sh', ['-c', 'umask 022; exec chmod "$1" "$2"', 'sh', mode, path]);
          const made = resolveMode(mode, { current: before, isDirectory, umask: 0o022 });
          const what = `${mode} on ${modeText(before)}`;
          assert.equal(modeText(made), modeText(statSync(path).mode & 0o7777), what);
          chmodSync(path, 0o755);
        }
    rmSync(directory, { recursive: true });
  });

  it('of a number is that number', () => {
    assert.equal(resolveMode(0o600, { current: 0o777, isDirectory: false, umask: 0 }), 0o600);
  });
});
