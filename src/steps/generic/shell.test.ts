import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { Outcome } from '../../model/action.ts';
import { Secret } from '../../model/secret.ts';
import { shellStep, withUndo } from './shell.ts';

const PARAMS = shellStep.params({ cmd: ['login ', new Secret('hunter2')], timeout_s: '5' });
const FACTS = { created: false };
const result = (exitCode: number) => ({ exitCode, stdout: 'out', stderr: 'err', isCut: false });
const verify = (...outcomes: readonly Outcome[]) => shellStep.verify(FACTS, PARAMS, outcomes);

describe('generic/shell', () => {
  it('runs each time, unless what it creates is there', () => {
    assert.deepEqual(shellStep.check(FACTS, PARAMS), {
      kind: 'needed',
      because: 'it runs each time',
    });
    assert.equal(shellStep.check({ created: true }, PARAMS).kind, 'satisfied');
    assert.equal(shellStep.interrupted, 'ask-operator');
  });

  it('goes by stdin, so that a secret is in no argument list', () => {
    const [action, ...more] = shellStep.apply(FACTS, PARAMS);
    assert.deepEqual(more, []);
    assert.ok(action?.kind === 'run');
    assert.deepEqual(linesOf([action]), ['sh -s <<< "login [secret]"']);
    assert.deepEqual([action.timeoutMs, action.accept, action.as], [5000, 'any', 'root']);
  });

  it('is judged by its exit code, and keeps its output', () => {
    const output = { rc: 0, stdout: 'out', stderr: 'err' };
    assert.deepEqual(verify({ kind: 'done', result: result(0) }), { ok: true, output });
    assert.deepEqual(verify({ kind: 'done', result: result(3) }), {
      ok: false,
      because: 'exit code 3',
      output: { ...output, rc: 3 },
    });
  });

  it('has not succeeded where there is no answer', () => {
    for (const outcome of [
      [],
      [{ kind: 'done', result: null }],
      [{ kind: 'unknown', because: 'cut' }],
    ] as const)
      assert.deepEqual(verify(...outcome), { ok: false, because: 'no answer' });
  });

  it('is expected to create what it says, and else nothing', () => {
    assert.deepEqual(shellStep.expect(FACTS, PARAMS), FACTS);
    const creating = shellStep.params({ cmd: 'true', creates: '/etc/done' });
    assert.deepEqual(shellStep.expect(FACTS, creating), { created: true });
  });

  it('can be undone where the playbook says how', () => {
    assert.equal(shellStep.rollback.kind, 'nothing-to-undo');
    const undone = withUndo(shellStep, ['logout ', new Secret('hunter2')]);
    const states = { before: FACTS, now: FACTS };
    assert.deepEqual(undoLines(undone, states, PARAMS), ['sh -s <<< "logout [secret]"']);
    assert.equal(undone.id, 'generic/shell');
  });
});
