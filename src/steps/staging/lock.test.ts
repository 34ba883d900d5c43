import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { Owners } from '../../facts/owner.ts';
import { lockStep, ownerFile, readOwner } from './lock.ts';

const VARS = {
  stem_run_id: 'run-1',
  stem_operator: 'ada@desk',
  stem_started_at: '2026-11-26T12:00:00Z',
};
const PARAMS = lockStep.params(VARS);
const RELIEVING = lockStep.params({ ...VARS, stem_take_over: 'yes' });
const OWNER_FILE = 'run=run-1\noperator=ada@desk\nsince=2026-11-26T12:00:00Z\n';

const facts = (lock: string | null, staging: string | null): { owners: Owners } => ({
  owners: { lock, staging },
});
const check = (lock: string | null, staging: string | null, params = PARAMS) =>
  lockStep.check(facts(lock, staging), params);

describe('an owner', () => {
  it('is three lines, the run first', () => {
    assert.equal(ownerFile(readOwner(VARS)), OWNER_FILE);
  });

  it('needs a run, and takes over nothing unless it is told to', () => {
    assert.deepEqual(readOwner({ stem_run_id: 'run-1' }), {
      stem_run_id: 'run-1',
      stem_operator: 'unknown',
      stem_started_at: 'unknown',
      stem_take_over: false,
    });
    assert.throws(() => readOwner({}), { message: 'stem_run_id must be a text' });
  });
});

describe('staging/lock', () => {
  it('takes a device that nobody holds, and one that only the partition says is ours', () => {
    for (const staging of [null, 'run-1'])
      assert.deepEqual(check(null, staging), {
        kind: 'needed',
        because: 'nobody holds the device',
      });
    assert.equal(check('run-1', null).kind, 'satisfied');
    assert.equal(check('run-1', 'run-1').kind, 'satisfied');
  });

  it('is blocked by another run, in memory or on the partition', () => {
    for (const [lock, staging] of [
      ['run-0', null],
      [null, 'run-0'],
      ['run-1', 'run-0'],
      ['run-0', 'run-1'],
    ] as const)
      assert.deepEqual(check(lock, staging), {
        kind: 'blocked',
        because: 'run run-0 holds the device',
        hint: 'Resume or roll back run run-0; if nobody drives it any more, add -e stem_take_over=true.',
      });
  });

  it("relieves another run by the operator's word", () => {
    assert.deepEqual(check('run-0', 'run-0', RELIEVING), {
      kind: 'needed',
      because: 'run run-0 is to be relieved',
    });
    assert.equal(check(null, 'run-0', RELIEVING).kind, 'needed');
    assert.equal(check('run-1', 'run-0', RELIEVING).kind, 'satisfied');
  });
});

describe('the lock of staging/lock', () => {
  const TAKEN = [
    `write /run/stem/lock.run-1/owner (600): ${JSON.stringify(OWNER_FILE)}`,
    'mv -T /run/stem/lock.run-1 /run/stem/lock',
  ];

  it('has its owner inside before it gets its name', () => {
    assert.deepEqual(linesOf(lockStep.apply(facts(null, null), PARAMS)), TAKEN);
    assert.deepEqual(linesOf(lockStep.apply(facts('run-0', 'run-0'), RELIEVING)), [
      'rm -rf /run/stem/lock',
      ...TAKEN,
    ]);
  });

  it('is verified by its owner: of two runs, one was faster', () => {
    assert.deepEqual(lockStep.expect(facts(null, 'run-0'), PARAMS), facts('run-1', 'run-0'));
    assert.equal(lockStep.verify(facts('run-1', null), PARAMS, []).ok, true);
    for (const lock of [null, 'run-2'])
      assert.deepEqual(lockStep.verify(facts(lock, null), PARAMS, []), {
        ok: false,
        because: 'another run was faster',
      });
  });

  it('goes by the undo where it is ours, and never where it is another run’s', () => {
    const undo = (now: string | null): readonly string[] =>
      undoLines(lockStep, { before: facts(null, null), now: facts(now, null) }, PARAMS);
    assert.deepEqual(undo('run-1'), ['rm -rf /run/stem/lock.run-1 /run/stem/lock']);
    assert.deepEqual(undo('run-2'), ['rm -rf /run/stem/lock.run-1']);
    assert.deepEqual(undo(null), ['rm -rf /run/stem/lock.run-1']);
  });

  it('lies in memory: a boot forgets it, and not the owner on the partition', () => {
    const { owners } = lockStep.facts(PARAMS);
    assert.deepEqual(owners.afterBoot?.({ lock: 'run-1', staging: 'run-1' }), {
      lock: null,
      staging: 'run-1',
    });
  });
});
