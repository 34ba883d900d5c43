import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileFact, fileTask } from '../../test/fakes/toy-device.ts';
import { blocked, needed, satisfied, type Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import { notYetBlocked, Touched } from './touched.ts';

const at = (path: string): Partial<Step> => ({
  paths: () => [path],
  facts: () => ({ file: fileFact(path) }),
});
const module = (key: string, step: Partial<Step>, more: Partial<Task> = {}): Task =>
  fileTask(key, step, { isModule: true, ...more });

function whoMayChange(before: Task, reader: Task): string | null {
  const touched = new Touched();
  touched.add(before, {});
  return touched.whoMayChange(reader, {});
}

describe('who may have changed what a module reads', () => {
  const reader = module('reader', at('/etc/app/conf'));

  it('is who changes the file, a folder above it or below', () => {
    assert.equal(whoMayChange(module('w', at('/etc/app/conf')), reader), 'w');
    assert.equal(whoMayChange(module('w', at('/etc/app')), reader), 'w');
    assert.equal(whoMayChange(module('w', at('/')), reader), 'w');
    assert.equal(whoMayChange(module('w', at('/etc/app/conf/x')), reader), 'w');
  });

  it('is nobody who changes another file', () => {
    assert.equal(whoMayChange(module('w', at('/etc/app/config')), reader), null);
    assert.equal(whoMayChange(module('w', at('/var')), reader), null);
  });

  it('is a command, unless the playbook says that it changes nothing', () => {
    assert.equal(whoMayChange(module('c', {}), reader), 'c');
    assert.equal(whoMayChange(module('c', {}, { changedWhen: () => false }), reader), null);
    const asks = module('c', {}, { changedWhen: (vars) => vars['result'] === 'x' });
    assert.equal(whoMayChange(asks, reader), 'c');
  });

  it('is the latest of several', () => {
    const touched = new Touched();
    for (const key of ['one', 'two']) touched.add(module(key, at('/etc')), {});
    touched.add(module('three', at('/srv')), {});
    assert.equal(touched.whoMayChange(reader, {}), 'two');
  });

  it('is nobody for what asks the device nothing, and for a step, which says what it expects', () => {
    const wild = module('c', {});
    assert.equal(whoMayChange(wild, module('debug', { facts: () => ({}) })), null);
    assert.equal(whoMayChange(wild, fileTask('step', at('/etc'))), null);
  });

  it('is who runs perhaps, if it does more than look', () => {
    const touched = new Touched();
    touched.addPerhaps(
      module('look', {
        interrupted: 'check-again',
        rollback: { kind: 'nothing-to-undo', because: '' },
      }),
    );
    assert.equal(touched.whoMayChange(reader, {}), null);
    touched.addPerhaps(module('copy', at('/elsewhere')));
    assert.equal(touched.whoMayChange(reader, {}), 'copy');
  });
});

describe('what is in the way of a task that comes later', () => {
  it('may be gone by then', () => {
    assert.deepEqual(notYetBlocked(blocked('there is no file', 'Make it.'), 'tasks/make'), {
      kind: 'needed',
      because:
        "as the device is now it can't be done (there is no file); tasks/make may change that",
      isOpen: true,
    });
  });

  it('is nothing where the task can be done, or is', () => {
    assert.deepEqual(notYetBlocked(needed('it is old'), 'x'), needed('it is old'));
    assert.deepEqual(notYetBlocked(satisfied('it is new'), 'x'), satisfied('it is new'));
  });
});
