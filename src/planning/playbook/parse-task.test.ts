import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import type { Around, Loader } from './loader.ts';
import { parseTask } from './parse-task.ts';
import type { PlaybookTask } from './playbook.ts';

const OLD: Partial<Around> = { place: 'prepare', on: 'old', isMigration: true };

const parse = (
  value: unknown,
  around: Partial<Around> = {},
  more: Partial<Loader> = {},
): readonly [PlaybookTask | null, ...string[]] => {
  const { loader, said } = toyLoader(more);
  return [parseTask(loader, { value, at: [3] }, { ...AROUND, ...around }), ...said];
};
const shell = (more: object = {}): object => ({ name: 'Look', shell: 'ls', ...more });
const lock = (more: object = {}): object => ({ name: 'Lock', 'stem.staging.lock': null, ...more });

describe('a module in a playbook', () => {
  it('is a step with its arguments only, and runs on any system', () => {
    const [task, ...said] = parse(shell());
    assert.deepEqual(said, []);
    assert.ok(task !== null, 'it is read');
    const { step, args, ...rest } = task;
    assert.deepEqual(rest, {
      ...{ key: 'generic/shell', name: 'Look', place: 'tasks', play: 0, tags: [] },
      ...{ hasAllArgs: true, isModule: true },
    });
    assert.equal(step.id, 'generic/shell');
    assert.deepEqual(args({ cmd: 'host' }), { _raw_params: 'ls', stem_become: false });
  });

  it('has its own name where it is given none, and may be written in full', () => {
    assert.equal(parse({ 'ansible.builtin.shell': 'ls' })[0]?.name, 'shell');
    assert.equal(parse({ wait_for: { port: 1 } })[0]?.step.id, 'generic/wait-for');
  });

  it('is judged by expressions, and tried again', () => {
    const [task] = parse(
      shell({ changed_when: 'a', failed_when: ['b'], until: 'c', retries: 2, delay: 1 }),
    );
    assert.deepEqual(
      [task?.changedWhen?.({ a: true }), task?.failedWhen?.({ b: false })],
      [...[true, false]],
    );
    const { test, ...how } = task?.until ?? {};
    assert.deepEqual([how, test?.({ c: true })], [{ retries: 2, delayMs: 1000 }, true]);
    const { retries, delayMs } = parse(shell({ until: 'c' }))[0]?.until ?? {};
    assert.deepEqual([retries, delayMs], [3, 5000]);
  });

  it('keeps only the marks that are set', () => {
    const [task] = parse(shell({ register: 'up', ignore_errors: 'yes', no_log: true }));
    assert.deepEqual([task?.register, task?.isErrorIgnored, task?.hasNoLog], ['up', true, true]);
    assert.equal('hasNoLog' in (parse(shell({ no_log: false }))[0] ?? {}), false);
  });

  it('may have an undo of its own', () => {
    const [task] = parse(shell({ undo: 'rm {{ a }}' }));
    assert.equal(task?.hasUndo, true);
    assert.equal(task.step.rollback.kind, 'undo');
    assert.deepEqual(task.args({ a: 'x' })['stem_undo'], ['rm x']);
    assert.equal(parse(shell({ undo: ['a', 'b'] }))[0]?.hasUndo, true);
  });
});

describe('a module, and what comes with it', () => {
  it('takes only its own arguments', () => {
    const takes = { known: ['path', 'mode'], instead: { follow: 'take it out' } };
    const step = toyStep('generic/file', { takes });
    const modules = new Map([['file', step]]);
    const read = (file: unknown): readonly unknown[] => parse({ file }, {}, { modules }).slice(1);
    assert.deepEqual(read({ path: '/a', pth: 1, follow: 1 }), [
      '3.file.pth: file takes no pth here. Did you mean "path"?',
      '3.file.follow: file takes no follow here: take it out',
    ]);
    assert.deepEqual(read('path=/a mode=0600'), []);
  });

  it('says which vars it sets', () => {
    assert.deepEqual(parse({ set_fact: { a: 1, cacheable: true } })[0]?.sets, ['a']);
    assert.deepEqual(parse({ setup: null })[0]?.sets, ['ansible_*']);
  });

  it('carries the flush that stood before it', () => {
    const { loader, said } = toyLoader();
    const read = (value: unknown) => parseTask(loader, { value, at: [] }, AROUND);
    assert.equal(read({ meta: 'flush_handlers' }), null);
    assert.deepEqual([read(shell())?.isFlushed, read(shell())?.isFlushed], [true, undefined]);
    assert.deepEqual([read({ meta: 'noop' }), said], [null, []]);
  });
});

describe('a step of ours in a playbook', () => {
  it('reads the vars of the host below its arguments, in the system of its phase', () => {
    const [task, ...said] = parse({ name: 'a', 'stem.staging.lock': { b: '{{ c }}' } }, OLD);
    assert.deepEqual(said, []);
    assert.deepEqual([task?.on, task?.place, task?.isModule], ['old', 'prepare', undefined]);
    const args = task?.args({ c: 'host' });
    assert.deepEqual([args?.['b'], args?.['c']], ['host', 'host']);
  });

  it('judges itself, and is named by a person', () => {
    const says = (key: string): string =>
      `3.${key}: ${key} is for modules: a step of ours judges itself, and brings its own way back`;
    assert.deepEqual(parse(lock({ undo: 'x', failed_when: false }), OLD).slice(1), [
      ...[says('failed_when'), says('undo')],
    ]);
    assert.deepEqual(parse({ 'stem.staging.lock': null }, OLD).slice(1), [
      '3: name must be a text: it is what an operator reads',
    ]);
  });

  it('stands in the phase of its system', () => {
    assert.deepEqual(parse(lock()).slice(1), [
      '3.stem.staging.lock: stem.staging.lock stands in a block named prepare, install or finish',
    ]);
    assert.deepEqual(parse({ name: 'a', 'stem.install.format': null }, OLD).slice(1), [
      '3.stem.install.format: stem.install.format runs on the environment system: move it to the block install',
    ]);
  });
});

describe('a handler', () => {
  const HANDLER = { isHandler: true, place: 'handlers' };

  it('is called by its name and by what it listens to', () => {
    const [task] = parse(shell({ listen: ['a', 'b'] }), HANDLER);
    assert.deepEqual(task?.handles, ['Look', 'a', 'b']);
    assert.deepEqual(parse({ shell: 'ls' }, HANDLER).slice(1), [
      '3: a handler needs a name, or `listen`: it is what `notify` calls it by',
    ]);
  });

  it('is notified by a task, which keeps where it says so', () => {
    const { loader } = toyLoader();
    const task = parseTask(loader, { value: shell({ notify: ['A, b', 'C'] }), at: [4] }, AROUND);
    assert.deepEqual(task?.notify, ['A, b', 'C']);
    assert.deepEqual(loader.notified[0], { name: 'A, b', at: [4, 'notify'] });
  });
});
