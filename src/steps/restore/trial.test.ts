import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { hasBooted, secondTrialStep } from './trial.ts';

const PARAMS = secondTrialStep.params({ stem_run_id: 'run-2' });
const volume = { type: 'ext4', label: 'stem-staging', uuid: 'u' };
const OURS = { kind: 'grub', pointer: 1024, gap: 2048, active: 1200, room: 'core' } as const;
const RESTORED = {
  ...{ restored: 'run-2', byScript: null, booted: null, config: 'ours', kept: 'ours' },
  ...{ core: OURS, choice: { mode: 'environment', trial: false } as const },
  ...{ mounted: '/dev/sda5', volume },
};
type Found = Parameters<typeof secondTrialStep.check>[0];
const says = (more: Partial<Found>): string => {
  const { kind, because } = secondTrialStep.check({ ...RESTORED, ...more }, PARAMS);
  return `${kind}: ${because}`;
};

describe('restore/trial', () => {
  it('is needed for what was restored since the last boot on trial, by whichever way', () => {
    for (const more of [
      {},
      { restored: null, byScript: 'run-2' },
      { booted: 'paths run-2, script -', byScript: 'run-3' },
      { booted: '' },
    ])
      assert.equal(says(more), 'needed: what was restored has not been booted');
  });

  it('costs no boot where nothing was restored, or where it has come up', () => {
    for (const more of [{ restored: null }, { booted: 'paths run-2, script -' }])
      assert.equal(says(more), 'satisfied: there is nothing that has not been booted');
  });

  it('is no trial where there is no environment to fall back to', () => {
    for (const other of [null, { ...volume, label: 'data' }])
      assert.equal(
        says({ volume: other }),
        'satisfied: there is no environment any more to come back to',
      );
  });

  it('leaves a device in production alone: it has no timer any more', () => {
    const choice = { mode: 'new', trial: false } as const;
    assert.equal(says({ choice }), 'satisfied: the new system is what boots already');
  });

  it('arms no trial that another boot loader would not see', () => {
    const foreign = { kind: 'foreign', because: 'no GRUB' } as const;
    for (const core of [{ ...OURS, pointer: 1 }, foreign])
      assert.equal(
        says({ core }),
        'blocked: another boot loader than ours is on /dev/sda: a trial would have no way back',
      );
  });

  it('says nothing of a configuration that is not ours: one that was changed comes back first', () => {
    const changed = { restored: null, config: "update-grub's" };
    assert.equal(says(changed), 'needed: what was restored has changed /boot/grub/grub.cfg');
    assert.equal(says({ ...changed, kept: null }).split(':')[0], 'satisfied');
    const facts = { ...RESTORED, ...changed };
    const [first] = linesOf(secondTrialStep.apply(facts, PARAMS));
    assert.equal(first, 'cp /var/lib/stem/grub.cfg /boot/grub/grub.cfg');
    assert.ok(hasBooted(secondTrialStep.expect(facts, PARAMS)), 'it is ours again');
  });
});

describe('the second trial', () => {
  it('has its timer whatever was restored, boots once, is confirmed over a new connection, takes what a boot forgets, and seals last', () => {
    const all = linesOf(secondTrialStep.apply(RESTORED, PARAMS));
    const timer = all.slice(0, 5).map((line) => line.split(' ').slice(0, 2).join(' '));
    assert.deepEqual(timer, [
      'write /var/lib/stem/trial',
      'write /etc/systemd/system.conf.d/stem-trial.conf',
      'write /etc/systemd/system/stem-trial.service',
      'mkdir -p',
      'ln -sfn',
    ]);
    const lines = all.slice(5);
    const block = "stem-boot-block '# GRUB Environment Block\nmode=environment\ntrial=1\n";
    assert.ok(lines[0]?.startsWith(block), 'the environment is what a fault ends in');
    assert.deepEqual(lines.slice(1), [
      'reboot into the new system',
      'reconnect',
      'stem-prove-trial stem-trial.service',
      'write /run/stem/confirmed (600): "yes"',
      'write /run/stem/lock.run-2/owner (600): "run=run-2\\noperator=unknown\\nsince=unknown\\n"',
      'mv -T /run/stem/lock.run-2 /run/stem/lock',
      'mkdir -p /run/stem/staging',
      'mount -t ext4 -o noatime /dev/sda5 /run/stem/staging',
      'write /var/lib/stem/booted-again (600): "paths run-2, script -"',
    ]);
  });

  it('mounts the staging partition where a cut left it in a boot that forgot it', () => {
    const lines = linesOf(secondTrialStep.apply({ ...RESTORED, mounted: null }, PARAMS));
    assert.deepEqual(lines.slice(0, 2), [
      'mkdir -p /run/stem/staging',
      'mount -t ext4 -o noatime /dev/sda5 /run/stem/staging',
    ]);
  });

  it('is verified by the seal, and run again rather than undone', () => {
    const after = secondTrialStep.expect(RESTORED, PARAMS);
    assert.ok(hasBooted(after), 'the seal says what was booted');
    assert.equal(secondTrialStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(secondTrialStep.verify(RESTORED, PARAMS, []), {
      ok: false,
      because: 'it has not come up',
    });
    assert.equal(secondTrialStep.rollback.kind, 'redo');
  });
});
