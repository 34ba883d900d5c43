import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fakeCheckpoint } from '../../test/fakes/checkpoint.ts';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { BUNDLE, STAGING } from '../model/paths.ts';
import { linkEnvironment, STAGE, writeBootBlock } from './stage.ts';

describe('what GRUB reads on the staging partition', () => {
  const box = sandboxed((box) => {
    box.put(`${BUNDLE}/env/it's a kernel`, 'kernel');
    box.put(`${BUNDLE}/env/initrd.img`, 'initramfs');
    fakeCheckpoint(box, `cat '@/${STAGING}'"\${3#cat }"`);
  });
  const inode = (path: string): number => statSync(box().at(`${STAGING}${path}`)).ino;

  it('has the environment by the names it looks for, and it takes no more room', () => {
    const link = linkEnvironment("env/it's a kernel", 'env/initrd.img');
    box().prints(link);
    box().prints(link);
    assert.equal(box().text('/run/stem/staging/stem/vmlinuz'), 'kernel');
    assert.equal(box().text('/run/stem/staging/stem/initrd.img'), 'initramfs');
    assert.equal(inode('/stem/vmlinuz'), inode("/bundle/env/it's a kernel"));
    assert.equal(STAGE.kernel, '/stem/vmlinuz');
    assert.equal(STAGE.initramfs, '/stem/initrd.img');
  });

  it('replaces an older kernel, and fails where the bundle has none', () => {
    box().put(`${STAGING}/stem/vmlinuz`, 'older');
    box().prints(linkEnvironment("env/it's a kernel", 'env/initrd.img'));
    assert.equal(box().text(`${STAGING}/stem/vmlinuz`), 'kernel');
    assert.equal(box().run(linkEnvironment('env/none', 'env/initrd.img')).exitCode, 1);
  });

  it('has its block in the same sectors, proved to be on the disk', () => {
    box().put(`${STAGING}${STAGE.block}`, 'mode=old\n'.padEnd(1024, '#'));
    const before = inode(STAGE.block);
    const block = 'mode=%s \\n $(x)\n'.padEnd(1024, '#');
    box().prints(writeBootBlock(block, '/dev/sda5'));
    assert.equal(box().text('/run/stem/staging/stem/grubenv'), block);
    assert.equal(inode(STAGE.block), before);
    assert.equal(box().log().at(-1), 'debugfs -D -R cat /stem/grubenv /dev/sda5');
    box().prints(writeBootBlock('short', '/dev/sda5'));
    assert.equal(box().text('/run/stem/staging/stem/grubenv'), `short${block.slice(5)}`);
    box().fake('debugfs', 'echo stale');
    assert.equal(box().run(writeBootBlock(block, '/dev/sda5')).exitCode, 1);
  });

  it('is told by arguments, never by text of the script', () => {
    keepsOutOfText((value) => linkEnvironment(value, value));
    keepsOutOfText((value) => writeBootBlock(value, value));
  });
});
