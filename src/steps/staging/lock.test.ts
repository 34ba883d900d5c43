import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { Holder } from '../../facts/holder.ts';
import type { Owners } from '../../facts/owner.ts';
import { keptOf } from '../../model/fact.ts';
import { lockStep, ownerFile, readOwner } from './lock.ts';

const VARS = {
  stem_run_id: 'run-1',
  stem_operator: 'ada@desk',
  stem_started_at: '2026-11-26T12:00:00Z',
};
const PARAMS = lockStep.params(VARS);
const RELIEVING = lockStep.params({ ...VARS, stem_take_over: 'yes' });
const OWNER_FILE = 'run=run-1\noperator=ada@desk\nsince=2026-11-26T12:00:00Z\n';

const QUIET: Holder = { operator: '', since: '', isBusy: false, links: 0, jobs: [] };
const BOB = { ...QUIET, operator: 'bob@office', since: '2026-11-25T09:00:00Z' };
const facts = (
  lock: string | null,
  staging: string | null,
  holder = QUIET,
): { owners: Owners; holder: Holder } => ({ owners: { lock, staging }, holder });
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

describe('another run on the device', () => {
  it('names the owner of the other run, and the time', () => {
    assert.deepEqual(lockStep.check(facts('run-0', null, BOB), PARAMS), {
      kind: 'blocked',
      because: 'run run-0 holds the device (bob@office, since 2026-11-25T09:00:00Z)',
      hint: 'Resume or roll back run run-0; if nobody drives it any more, add -e stem_take_over=true.',
    });
  });

  it('relieves nobody who still drives the device, whatever the operator says', () => {
    for (const [alive, why] of [
      [{ isBusy: true }, 'a command of it goes on'],
      [{ links: 1 }, 'another connection without a terminal is open'],
      [{ links: 2 }, '2 other connections without a terminal are open'],
      [{ jobs: ['unpack-root'], isBusy: true }, 'its job unpack-root runs'],
    ] as const)
      for (const [lock, staging] of [
        ['run-0', null],
        [null, 'run-0'],
      ] as const)
        assert.deepEqual(lockStep.check(facts(lock, staging, { ...BOB, ...alive }), RELIEVING), {
          kind: 'blocked',
          because: `run run-0 (bob@office, since 2026-11-25T09:00:00Z) still drives the device: ${why}`,
          hint: 'Wait until that has ended, or end it where it was started; then try again.',
        });
    // Somebody else's connection is no matter where nobody is to be relieved.
    for (const lock of [null, 'run-1'])
      assert.notEqual(
        lockStep.check(facts(lock, null, { ...BOB, links: 3 }), PARAMS).kind,
        'blocked',
      );
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
      'rm -rf /run/stem/lock.run-1.relieved',
      'mv -T /run/stem/lock /run/stem/lock.run-1.relieved',
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

  it('goes by the undo where it is ours, and never where it is another run’s; one that was relieved comes back', () => {
    const undo = (now: string | null): readonly string[] =>
      undoLines(lockStep, { before: facts(null, null), now: facts(now, null) }, PARAMS);
    const [mine, back] = undo('run-1');
    assert.equal(mine, 'rm -rf /run/stem/lock.run-1 /run/stem/lock');
    // It does nothing where none was set aside, or its place is taken.
    assert.match(back ?? '', /stem-put-back \/run\/stem\/lock.run-1.relieved \/run\/stem\/lock$/);
    for (const now of ['run-2', null]) assert.equal(undo(now)[0], 'rm -rf /run/stem/lock.run-1');
  });

  it('is compared with nothing after an undo: a boot forgets it, and the partition keeps its last owner', () => {
    for (const found of [facts('run-0', 'run-0'), facts(null, 'run-1')])
      assert.deepEqual(
        keptOf(lockStep.facts(PARAMS), found),
        keptOf(lockStep.facts(PARAMS), facts(null, null)),
      );
  });

  it('lies in memory: a boot forgets it, and not the owner on the partition', () => {
    const { owners } = lockStep.facts(PARAMS);
    assert.deepEqual(owners.afterBoot?.({ lock: 'run-1', staging: 'run-1' }), {
      lock: null,
      staging: 'run-1',
    });
  });
});
