import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runOn } from '../../test/fakes/run-task.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { run } from '../model/action.ts';
import { sh } from '../model/command.ts';
import type { Verification } from '../model/step.ts';

const DONE = { kind: 'changed', output: 'done' };

describe('what a step may say of itself', () => {
  it('has not passed a task that visits another system, while the device is there', async () => {
    const device = new ToyDevice();
    device.system = 'environment';
    const on = { on: 'old' } as const;
    assert.equal((await runOn(device, fileTask('/a', on))).end.kind, 'passed');
    const visitor = fileTask('/a', { ...on, visits: 'environment' });
    assert.deepEqual((await runOn(device, visitor)).end, DONE);
    device.system = 'new';
    assert.equal((await runOn(device, visitor)).end.kind, 'passed');
  });

  it('says what its step has to say where it failed', async () => {
    const hint = 'Watch it.';
    const fails = { hint, verify: (): Verification => ({ ok: false, because: 'no' }) };
    const { end } = await runOn(new ToyDevice(), fileTask('/a', fails));
    assert.deepEqual(end, { kind: 'failed', because: 'no', hint });
    const device = new ToyDevice();
    device.answers.set('one', () => ({ exitCode: 3, stdout: '', stderr: 'no', isCut: false }));
    const acts = { hint, apply: () => [run(sh('one'))] };
    const failed = { kind: 'failed', because: 'exit code 3: no', hint };
    assert.deepEqual((await runOn(device, fileTask('/a', acts))).end, failed);
  });
});
