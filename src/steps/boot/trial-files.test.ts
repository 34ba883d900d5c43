import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { putTrialFiles, readTrialLimits } from './trial-files.ts';

describe('what brings a trial boot back', () => {
  it('is put into a root that is mounted elsewhere, or into our own', () => {
    const targets = (root: string): readonly string[] =>
      linesOf(putTrialFiles(root, readTrialLimits({}))).map((line) =>
        line.replace(/^write (\S+) .*$/s, 'write $1'),
      );
    const wants = '/etc/systemd/system/sysinit.target.wants';
    const unit = '/etc/systemd/system/stem-trial.service';
    assert.deepEqual(targets(''), [
      'write /var/lib/stem/trial',
      'write /etc/systemd/system.conf.d/stem-trial.conf',
      `write ${unit}`,
      `mkdir -p ${wants}`,
      `ln -sfn ${unit} ${wants}/stem-trial.service`,
    ]);
    assert.deepEqual(targets('/mnt').slice(3), [
      `mkdir -p /mnt${wants}`,
      `ln -sfn ${unit} /mnt${wants}/stem-trial.service`,
    ]);
  });

  it('waits as long as the inventory says, and ten minutes without a word of it', () => {
    assert.deepEqual(readTrialLimits({}), { confirmSeconds: 600, reviveSeconds: 14_400 });
    const said = readTrialLimits({ stem_trial_seconds: 90, stem_revive_seconds: 700 });
    const [script = ''] = linesOf(putTrialFiles('', said));
    assert.match(script, /sleep 90\\n/);
    assert.match(script, /-ge 700 /);
    assert.throws(() => readTrialLimits({ stem_revive_seconds: 1 }), { code: 'VARS_INVALID' });
  });
});
