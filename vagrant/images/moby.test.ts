import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { mobyIn } from './moby.ts';

const TAKE = join(import.meta.dirname, 'moby/take.sh');
const PROGRAMS: Readonly<Record<string, string>> = {
  busybox: 'bin',
  containerd: 'usr/bin',
  'containerd-shim-runc-v2': 'usr/bin',
  docker: 'usr/bin',
  dockerd: 'usr/sbin',
  runc: 'usr/sbin',
};

describe('the programs of a container engine', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stem-moby-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  const take = (names: readonly string[]): { status: number | null; stderr: string } => {
    const packages = join(dir, 'packages');
    for (const name of names) {
      const folder = join(packages, PROGRAMS[name] ?? '');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
    }
    const archive = join(dir, 'packages.tar');
    spawnSync('tar', ['-cf', archive, '-C', packages, '.']);
    return spawnSync('bash', [TAKE, archive, join(dir, 'out')], { encoding: 'utf8' });
  };

  it('are taken from where the packages have them, and nothing else is left', () => {
    assert.deepEqual(take(Object.keys(PROGRAMS)).status, 0);
    assert.deepEqual(readdirSync(join(dir, 'out/bin')).sort(), Object.keys(PROGRAMS));
    assert.equal(statSync(join(dir, 'out/bin/dockerd')).mode & 0o777, 0o755);
    assert.deepEqual(readdirSync(dir).sort(), ['out', 'packages', 'packages.tar']);
  });

  it('are all there, or none is', () => {
    const { status, stderr } = take(Object.keys(PROGRAMS).filter((name) => name !== 'runc'));
    assert.deepEqual([status, stderr], [1, 'no package brings runc\n']);
  });

  it('are found before those of this machine', () => {
    assert.deepEqual(mobyIn('/lab/moby', '/usr/bin'), {
      programs: '/lab/moby/bin',
      env: { PATH: '/lab/moby/bin:/usr/bin', LD_LIBRARY_PATH: '/lab/moby/lib' },
    });
  });
});
