import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testWriting } from '../../commands/preflight/scratch.ts';
import { describeAction } from '../../model/action.ts';
import { scratchStep } from './scratch.ts';

const params = scratchStep.params({});

/** The script's own text in dash, on a file of ours, with a PATH whose tools fail on demand. */
function tryWriting(
  file: string,
  fakes: Readonly<Record<string, string>> = {},
): { status: number | null; stderr: string } {
  const bin = mkdtempSync(join(tmpdir(), 'bin-'));
  for (const [name, text] of Object.entries(fakes))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const command = testWriting();
  assert.ok(command.kind === 'simple');
  const text = (command.words[2] ?? '').replace('/proc/sys/vm/drop_caches', '/dev/null');
  const { status, stderr } = spawnSync('dash', ['-c', text, 'stem-scratch', file, '1'], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
  });
  return { status, stderr };
}

describe('preflight/scratch', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'scratch-')), 'w');

  it('writes on the old root, and seals it in memory at the end', () => {
    assert.equal(scratchStep.check({ seal: null }, params).kind, 'needed');
    const actions = scratchStep.apply({ seal: null }, params).map(describeAction);
    assert.match(actions[0] ?? '', /stem-scratch \/var\/tmp\/\.stem-w 8$/);
    assert.equal(actions[1], 'write /run/stem/scratch.sealed (600): "8388608"');
    const after = scratchStep.expect({ seal: null }, params);
    assert.equal(scratchStep.check(after, params).kind, 'satisfied');
    assert.deepEqual(scratchStep.verify(after, params, []), { ok: true });
    assert.deepEqual(scratchStep.verify({ seal: null }, params, []), {
      ok: false,
      because: 'the disk does not keep what it is given',
    });
    assert.equal(scratchStep.rollback.kind, 'nothing-to-undo');
  });

  it('reads back what it wrote, and leaves nothing', () => {
    assert.deepEqual(tryWriting(file), { status: 0, stderr: '' });
    assert.equal(existsSync(file), false);
  });

  it('fails where the disk takes nothing', () => {
    assert.deepEqual(tryWriting('/nonexistent/w'), {
      status: 1,
      stderr: 'writing /nonexistent/w fails\n',
    });
  });

  it('fails where the disk gives back something else, and leaves nothing', () => {
    const end = tryWriting(file, {
      sha256sum: 'cat >/dev/null; date +%N; od -An -N4 -tx4 /dev/urandom',
    });
    assert.deepEqual(end, { status: 1, stderr: `${file} does not read back as it was written\n` });
    assert.equal(existsSync(file), false);
  });

  it('leaves nothing when it is ended', () => {
    const end = tryWriting(file, { sync: 'kill -TERM $PPID' });
    assert.equal(end.status, 1);
    assert.equal(existsSync(file), false);
  });
});
