import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { Vars } from '../../model/params.ts';
import { rebootStep } from './reboot.ts';

const FACTS = { where: { bootId: 'one', system: 'old' } } as const;
const lines = (args: Vars): readonly string[] =>
  linesOf(rebootStep.apply(FACTS, rebootStep.params(args)));

describe('generic/reboot', () => {
  it('boots the same system again, then asks it something', () => {
    assert.deepEqual(lines({}), ['reboot into the old system', 'sh -c whoami']);
    assert.deepEqual(
      lines({ msg: 'soon', pre_reboot_delay: 1, post_reboot_delay: 2, test_command: 'uptime' }),
      ['wall soon', 'wait 1 s', 'reboot into the old system', 'wait 2 s', 'sh -c uptime'],
    );
    const [reboot] = rebootStep.apply(FACTS, rebootStep.params({ reboot_timeout: 30 }));
    assert.deepEqual(reboot, { kind: 'reboot', into: 'old', timeoutMs: 30_000 });
  });

  it('is done when the question is answered', () => {
    const params = rebootStep.params({});
    const said = (exitCode: number) =>
      rebootStep.verify(FACTS, params, [
        { kind: 'done', result: { exitCode, stdout: '', stderr: 'no\n', isCut: false } },
      ]);
    assert.deepEqual(said(0), { ok: true, output: { rebooted: true } });
    assert.deepEqual(said(1), { ok: false, because: '`whoami` failed after the reboot: no' });
    assert.equal(rebootStep.check(FACTS, params).kind, 'needed');
    assert.equal(rebootStep.interrupted, 'ask-operator');
  });
});
