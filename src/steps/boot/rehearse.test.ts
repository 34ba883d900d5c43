import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { Rehearsal } from '../../facts/rehearsal.ts';
import { keptOf } from '../../model/fact.ts';
import type { Vars } from '../../model/params.ts';
import type { SystemName } from '../../model/system.ts';
import { BOOT_MS } from './limits.ts';
import { rehearseStep } from './rehearse.ts';

const BLOCK = '# GRUB Environment Block\nsaved_entry=0\n';
const ARMED = `${BLOCK}next_entry=stem-environment\n`;
const SPENT = `${BLOCK}next_entry=\n`;

const paramsOf = (vars: Vars = {}) =>
  rehearseStep.params({ stem_run_id: 'run-1', stem_rehearse: 'yes', ...vars });
const UNASKED = paramsOf({ stem_rehearse: false });
const found = (
  system: SystemName,
  grubenv: string | null = BLOCK,
  rehearsal: Rehearsal | null = null,
) => ({ system, grubenv, rehearsal });
const begun = (run = 'run-1'): Rehearsal => ({ state: 'begun', run });
const done = (run = 'run-1'): Rehearsal => ({ state: 'done', run });

/** Each action by its first words. */
const shortLines = (facts: ReturnType<typeof found>, params = paramsOf()): readonly string[] =>
  linesOf(rehearseStep.apply(facts, params)).map(short);
const short = (line: string): string =>
  /stem-(?:arm|prove-spent|spend|grubenv-restore)(?= )/.exec(line)?.[0] ?? line;

const BACK = [
  'reconnect',
  'stem-prove-spent',
  'reboot into the old system',
  'stem-prove-spent',
  'write /run/stem/lock.run-1/owner (600): "run=run-1\\noperator=unknown\\nsince=unknown\\n"',
  'mv -T /run/stem/lock.run-1 /run/stem/lock',
  'mkdir -p /run/stem/staging',
  'mount -t ext4 -o noatime /dev/sda5 /run/stem/staging',
  'write /var/lib/stem/rehearsal (600): "done run-1\\n"',
];

describe('boot/rehearse in the old system', () => {
  it('has nothing to do where nobody asked for it, and refuses what is no yes or no', () => {
    assert.deepEqual(rehearseStep.check(found('old'), UNASKED), {
      kind: 'satisfied',
      because: 'nobody asked for it (--rehearse)',
    });
    assert.deepEqual(rehearseStep.check(found('old'), rehearseStep.params({ stem_run_id: 'x' })), {
      kind: 'satisfied',
      because: 'nobody asked for it (--rehearse)',
    });
    assert.throws(() => paramsOf({ stem_rehearse: 'perhaps' }), { code: 'VARS_INVALID' });
  });

  it('boots the environment by the entry of the migration, and comes back with lock and mount', () => {
    assert.equal(rehearseStep.check(found('old'), paramsOf()).kind, 'needed');
    assert.deepEqual(shortLines(found('old')), [
      'write /var/lib/stem/rehearsal (600): "begun run-1\\n"',
      'stem-arm',
      'reboot into the environment system',
      ...BACK,
    ]);
    const [, arm = ''] = linesOf(rehearseStep.apply(found('old'), paramsOf()));
    assert.match(arm, /stem-arm stem-environment \/dev\/sda1 \/boot\/grub\/grubenv$/);
  });

  it('is done once a run, and again for each run', () => {
    assert.deepEqual(rehearseStep.check(found('old', SPENT, done()), paramsOf()), {
      kind: 'satisfied',
      because: 'the environment came up, and the old system came back',
    });
    assert.equal(rehearseStep.check(found('old', SPENT, done('run-0')), paramsOf()).kind, 'needed');
    assert.equal(rehearseStep.check(found('old', ARMED, begun()), paramsOf()).kind, 'needed');
  });

  it("is blocked by another's entry, and by a GRUB that has no block", () => {
    assert.deepEqual(rehearseStep.check(found('old', 'next_entry=memtest\n'), paramsOf()), {
      kind: 'blocked',
      because: 'memtest is armed',
      hint: 'Reboot the device once, then resume.',
    });
    assert.equal(rehearseStep.check(found('old', null), paramsOf()).kind, 'blocked');
  });

  it('takes away the mark of a rehearsal that nobody wants to its end', () => {
    const left = found('old', BLOCK, begun('run-0'));
    assert.equal(rehearseStep.check(left, UNASKED).kind, 'needed');
    assert.deepEqual(shortLines(left, UNASKED), ['rm -rf /var/lib/stem/rehearsal']);
    assert.deepEqual(rehearseStep.expect(left, UNASKED), found('old'));
    assert.equal(rehearseStep.check(found('old', BLOCK, done('run-0')), UNASKED).kind, 'satisfied');
  });

  it('waits until a long dead-man timer has brought the old system back', () => {
    const waits = (seconds: number): number | undefined =>
      rehearseStep
        .apply(found('old'), paramsOf({ stem_deadman_seconds: seconds }))
        .flatMap((action) => (action.kind === 'reboot' ? [action.timeoutMs] : []))[0];
    assert.equal(waits(600), BOOT_MS);
    assert.equal(waits(7200), 7_500_000);
  });
});

describe('boot/rehearse in the environment', () => {
  it('is none of its business in that of the migration', () => {
    for (const rehearsal of [null, done(), done('run-0')])
      assert.equal(
        rehearseStep.check(found('environment', SPENT, rehearsal), paramsOf()).kind,
        'satisfied',
      );
  });

  it('goes back to the old system after a cut, also where this command line asks for no rehearsal', () => {
    const cut = found('environment', SPENT, begun());
    for (const params of [paramsOf(), UNASKED]) {
      assert.equal(rehearseStep.check(cut, params).kind, 'needed');
      assert.deepEqual(shortLines(cut, params), BACK);
      assert.deepEqual(rehearseStep.expect(cut, params), found('old', SPENT, done()));
    }
  });

  it("is blocked by another run's rehearsal, unless that run is relieved", () => {
    const other = found('environment', SPENT, begun('run-0'));
    assert.deepEqual(rehearseStep.check(other, UNASKED), {
      kind: 'blocked',
      because: 'run run-0 is rehearsing the boot of this device',
      hint: 'Resume or roll back run run-0; its dead-man timer brings the old system back if nobody does.',
    });
    assert.equal(rehearseStep.check(other, paramsOf({ stem_take_over: true })).kind, 'needed');
  });
});

describe('boot/rehearse at its end', () => {
  it('has failed where the device is elsewhere, or the mark says so', () => {
    const ends = [
      found('old', SPENT, done()),
      found('environment', SPENT, done()),
      found('old', SPENT, begun()),
    ].map((facts) => rehearseStep.verify(facts, paramsOf(), []).ok);
    assert.deepEqual(ends, [true, false, false]);
  });

  it('keeps of what it found GRUB’s block alone: that is what an undo brings back', () => {
    const facts = rehearseStep.facts(paramsOf());
    assert.deepEqual(
      keptOf(facts, found('environment', SPENT, begun())),
      keptOf(facts, found('old', SPENT)),
    );
    assert.notDeepEqual(keptOf(facts, found('old', SPENT)), keptOf(facts, found('old')));
  });

  const undo = (now: ReturnType<typeof found>, before = found('old')): readonly string[] =>
    undoLines(rehearseStep, { before, now }, paramsOf()).map(short);

  it('is undone in the old system by what differs alone', () => {
    assert.deepEqual(undo(found('old')), []);
    assert.deepEqual(undo(found('old', BLOCK, begun())), ['rm -rf /var/lib/stem/rehearsal']);
    assert.deepEqual(undo(found('old', SPENT, done())), [
      'stem-grubenv-restore',
      'rm -rf /var/lib/stem/rehearsal',
    ]);
  });

  it('is undone from the environment by a reboot, also of a GRUB that did not forget', () => {
    const back = [
      'reboot into the old system',
      'stem-grubenv-restore',
      'rm -rf /var/lib/stem/rehearsal',
    ];
    assert.deepEqual(undo(found('environment', SPENT, begun())), back);
    assert.deepEqual(undo(found('environment', ARMED, begun())), ['stem-spend', ...back]);
  });
});
