import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { render } from '../model/command.ts';
import { STAGING } from '../model/paths.ts';
import { tellCrossing, tellMark } from './crossing.ts';

describe('asking whether the old root is gone', () => {
  const box = sandboxed((box) => {
    box.put('/proc/mounts', '/dev/sda1 / ext4 rw 0 0\n');
    labels(box, { root: 'system', staging: 'stem-staging' });
    box.fake('debugfs', 'exit 1');
  });
  const told = (): string => box().prints(tellCrossing('/dev/sda1', '/dev/sda5'));
  const inEnvironment = (): void => {
    box().put('/etc/stem-system', 'environment\n');
  };
  const YES = 'no-return yes\n';
  const NO = 'no-return no\n';

  it('says no where the old system is up, or its root is whole', () => {
    assert.equal(told(), NO);
    inEnvironment();
    assert.equal(told(), NO);
    labels(box(), { root: 'system', staging: '' });
    assert.equal(told(), NO);
  });

  it('says yes by the mark, mounted or not', () => {
    inEnvironment();
    box().fake('debugfs', 'case $2 in *no-return) echo run=run-1 ;; esac');
    assert.equal(told(), YES);
    box().put('/proc/mounts', `/dev/sda5 ${box().at(STAGING)} ext4 rw 0 0\n`);
    assert.equal(told(), NO);
    box().put(`${STAGING}/no-return`, 'run=run-1\n');
    assert.equal(told(), YES);
  });

  it('says yes by a root of ours, whole or half made, and where nothing can be read there', () => {
    inEnvironment();
    for (const root of ['stem-root', 'stem-root-new']) {
      labels(box(), { root, staging: 'stem-staging' });
      assert.equal(told(), YES);
    }
    box().fake('blkid', 'exit 2');
    assert.equal(told(), YES);
  });

  it('says yes by an image, whose staging partition is gone in the end', () => {
    box().put('/etc/stem-system', 'new\n');
    labels(box(), { root: 'resin-boot', staging: 'resin-state' });
    assert.equal(told(), YES);
    labels(box(), { root: 'resin', staging: 'resin-state' });
    assert.equal(told(), NO);
  });

  it('asks for the mark past every cache', () => {
    assert.equal(render(tellMark('/dev/sda5')), "debugfs -D -R 'cat /no-return' /dev/sda5");
  });
});

const labels = (
  box: { fake(tool: string, text: string): void },
  { root, staging }: { readonly root: string; readonly staging: string },
): void => {
  box.fake('blkid', `case "$*" in */dev/sda1) echo '${root}' ;; *) echo '${staging}' ;; esac`);
};
