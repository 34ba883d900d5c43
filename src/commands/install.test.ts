import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { BUNDLE, NEW_ROOT } from '../model/paths.ts';
import { UNPACKED, unpackRoot, verifyRoot } from './install.ts';

describe('unpacking the new root', () => {
  const box = sandboxed((box) => {
    box.fake('mountpoint');
    box.put('/var/parts/bin/tool', 'tool', 0o755);
    box.put(`${NEW_ROOT}/lost+found/#12`);
    box.put(`${NEW_ROOT}/of an earlier/try`);
    box.put(`${NEW_ROOT}/.hidden`);
  });
  const pack = (name: string, ...options: readonly string[]): void => {
    box().put(`${BUNDLE}/${name}`);
    const [to, from] = [box().at(`${BUNDLE}/${name}`), box().at('/var/parts')];
    execFileSync('tar', [...options, '-cf', to, '-C', from, '.']);
  };
  const has = (path: string): boolean => existsSync(box().at(`${NEW_ROOT}/${path}`));

  for (const [name, ...options] of [
    ['os/root.tar.zst', '--zstd'],
    ['os/root.tar.gz', '-z'],
    ["it's $(a).tar"],
  ] as const)
    it(`takes ${name}, and leaves nothing of an earlier try`, () => {
      pack(name, ...options);
      box().prints(unpackRoot(name));
      assert.equal(box().text('/run/stem/root/bin/tool'), 'tool');
      assert.equal(statSync(box().at(`${NEW_ROOT}/bin/tool`)).mode & 0o777, 0o755);
      assert.deepEqual(['of an earlier', '.hidden', 'lost+found/#12'].map(has), [
        false,
        false,
        true,
      ]);
      assert.deepEqual(box().log(), ['mountpoint -q /run/stem/root', 'sync']);
    });

  it('deletes nothing where nothing is mounted', () => {
    pack('os/root.tar.gz', '-z');
    box().fake('mountpoint', 'exit 1');
    assert.equal(box().run(unpackRoot('os/root.tar.gz')).exitCode, 1);
    assert.equal(has('of an earlier/try'), true);
  });

  it('fails where the archive is cut off', () => {
    box().put(`${BUNDLE}/os/root.tar.gz`, 'cut');
    assert.notEqual(box().run(unpackRoot('os/root.tar.gz')).exitCode, 0);
  });

  it('keeps the name of the archive out of its text', () => {
    keepsOutOfText(unpackRoot);
    keepsOutOfText(verifyRoot);
  });
});

describe('verifying the new root', () => {
  const sums = (text: string): string =>
    `${createHash('sha256').update(text).digest('hex')}  ./bin/tool\n`;
  const box = sandboxed((box) => {
    for (const name of ['umount', 'blockdev', 'mount']) box.fake(name);
    box.put(
      '/proc/mounts',
      `/dev/sdb1 @/run/stem/root ext4 rw 0 0\n/dev/sda1 @/run/stem/root ext4 rw 0 0\n/dev/sda5 @/run/stem/staging ext4 rw 0 0\n`,
    );
    box.put(`${NEW_ROOT}/bin/tool`, 'tool');
    box.put(`${BUNDLE}/os/root.sha256`, sums('tool'));
  });
  const verify = verifyRoot('os/root.sha256');
  const MOUNTS = [
    'umount /run/stem/root',
    'blockdev --flushbufs /dev/sda1',
    'mount -t ext4 -o ro,noatime /dev/sda1 /run/stem/root',
    'mount -o remount,rw /run/stem/root',
  ];

  it('reads it from the disk, by way of a mount of its own', () => {
    box().put(UNPACKED, 'abc');
    box().prints(verify);
    assert.equal(box().text(UNPACKED), 'abc');
    assert.deepEqual(box().log(), MOUNTS);
    assert.equal(box().text('/proc/sys/vm/drop_caches'), '3\n');
  });

  it('leaves it mounted to write, also where a file differs, is missing, or has no checksum', () => {
    for (const text of [
      sums('another'),
      sums('tool').replace('tool', 'none'),
      `${sums('tool')}nothing\n`,
    ]) {
      box().put(`${BUNDLE}/os/root.sha256`, text);
      box().put(UNPACKED, 'abc');
      assert.equal(box().run(verify).exitCode, 1, text);
      assert.deepEqual(box().log().slice(-5), [...MOUNTS, 'sync']);
      // Else whoever resumes would take it for unpacked, and compare the same bad blocks for ever.
      assert.equal(existsSync(box().at(UNPACKED)), false);
    }
  });

  it('compares nothing where it can not be unmounted', () => {
    box().fake('umount', 'exit 32');
    assert.equal(box().run(verify).exitCode, 32);
    assert.deepEqual(box().log(), MOUNTS.slice(0, 1));
  });
});
