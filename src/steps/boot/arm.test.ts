import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { armStep } from './arm.ts';

const PARAMS = armStep.params({});
const EMPTY = '# GRUB Environment Block\n#####';

describe('boot/arm', () => {
  it('is needed while nothing is armed, also after GRUB has spent an entry', () => {
    assert.equal(armStep.check({ grubenv: EMPTY }, PARAMS).kind, 'needed');
    assert.equal(armStep.check({ grubenv: `next_entry=\n${EMPTY}` }, PARAMS).kind, 'needed');
  });

  it("is blocked by another's entry, and by a GRUB that has no block", () => {
    assert.deepEqual(armStep.check({ grubenv: 'next_entry=memtest\n' }, PARAMS), {
      kind: 'blocked',
      because: 'memtest is armed',
      hint: 'Reboot the device once, then resume.',
    });
    assert.equal(armStep.check({ grubenv: null }, PARAMS).kind, 'blocked');
  });

  it('arms by grub-reboot and proves that GRUB sees it', () => {
    const [action, ...more] = armStep.apply({ grubenv: EMPTY }, PARAMS).map(describeAction);
    assert.deepEqual(more, []);
    assert.match(action ?? '', /grub-reboot "\$1"\ncheckpoint \/ "\$2" "\$3"/);
    assert.match(action ?? '', /stem-arm stem-environment \/dev\/sda1 \/boot\/grub\/grubenv$/);
  });

  it('writes the block back as it was, and only where it differs', () => {
    const { rollback } = armStep;
    assert.ok(rollback.kind === 'undo');
    assert.deepEqual(rollback.actions({ grubenv: EMPTY }, { grubenv: EMPTY }, PARAMS), []);
    const [undo] = rollback.actions({ grubenv: EMPTY }, { grubenv: 'next_entry=\n' }, PARAMS);
    assert.ok(undo !== undefined);
    assert.match(describeAction(undo), /stem-grubenv-restore '# GRUB Environment Block\n#####'/);
  });
});
