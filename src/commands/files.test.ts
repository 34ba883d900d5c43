import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { HOSTILE, sandboxed } from '../../test/fakes/dash.ts';
import { moveDirectory, putBack, readFile, removeFiles } from './files.ts';

describe('files', () => {
  const box = sandboxed();

  it('are read whole, whatever they are called', () => {
    for (const name of HOSTILE) {
      box().put(`/etc/${name}`, `text of ${name}\n\n`);
      assert.equal(box().prints(readFile(`/etc/${name}`)), `text of ${name}\n\n`);
    }
    assert.deepEqual(box().run(readFile('/etc/none')).exitCode, 1);
  });

  it('are removed, and only they', () => {
    for (const name of [...HOSTILE, 'kept']) box().put(`/etc/${name}/file`);
    box().prints(removeFiles(...HOSTILE.map((name) => `/etc/${name}`), '/etc/none'));
    for (const name of HOSTILE) assert.equal(existsSync(box().at(`/etc/${name}`)), false, name);
    assert.equal(existsSync(box().at('/etc/kept/file')), true);
  });
});

describe('moving a directory', () => {
  const box = sandboxed((box) => {
    box.put('/run/stem/lock.new/owner', 'run=ours\n');
  });
  const take = moveDirectory('/run/stem/lock.new', '/run/stem/lock');

  it('takes the place that is free, or an empty directory', () => {
    mkdirSync(box().at('/run/stem/lock'));
    box().prints(take);
    assert.equal(box().text('/run/stem/lock/owner'), 'run=ours\n');
    assert.equal(existsSync(box().at('/run/stem/lock.new')), false);
  });

  it('fails where the place is taken, and never goes inside it', () => {
    box().put('/run/stem/lock/owner', 'run=theirs\n');
    assert.equal(box().run(take).exitCode, 1);
    assert.equal(box().text('/run/stem/lock/owner'), 'run=theirs\n');
    assert.equal(box().text('/run/stem/lock.new/owner'), 'run=ours\n');
  });
});

describe('putting a directory back', () => {
  const box = sandboxed((box) => {
    box.put('/run/stem/aside/owner', 'run=theirs\n');
  });
  const back = putBack('/run/stem/aside', '/run/stem/lock');

  it('brings it back where its place is free, once', () => {
    box().prints(back);
    box().prints(back);
    assert.equal(box().prints(readFile('/run/stem/lock/owner')), 'run=theirs\n');
  });

  it('leaves alone what stands there', () => {
    box().put('/run/stem/lock/owner', 'run=another\n');
    box().prints(back);
    assert.equal(box().prints(readFile('/run/stem/lock/owner')), 'run=another\n');
    assert.equal(existsSync(box().at('/run/stem/aside/owner')), true);
  });
});
