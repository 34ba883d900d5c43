import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { spentStep } from './spent.ts';

const PARAMS = spentStep.params({});
const block = (lines: string): string => `# GRUB Environment Block\n${lines}`.padEnd(1024, '#');

describe('boot/spent', () => {
  it('is satisfied where GRUB has forgotten the entry, or was never told one', () => {
    for (const grubenv of [block('next_entry=\n'), block(''), null])
      assert.equal(spentStep.check({ grubenv }, PARAMS).kind, 'satisfied');
  });

  it('takes away an entry that GRUB could not forget, and nothing else', () => {
    const grubenv = block('saved_entry=0\nnext_entry=stem-environment\nrecordfail=1\n');
    assert.deepEqual(spentStep.check({ grubenv }, PARAMS), {
      kind: 'needed',
      because: 'GRUB did not forget stem-environment: it would boot it again and again',
    });
    const spent = block('saved_entry=0\nnext_entry=\nrecordfail=1\n');
    assert.deepEqual(spentStep.expect({ grubenv }, PARAMS), { grubenv: spent });
    const [action = ''] = spentStep.apply({ grubenv }, PARAMS).map(describeAction);
    assert.ok(action.includes(spent), action);
    assert.match(action, / \/dev\/sda1 \/run\/stem\/old$/);
    assert.equal(spentStep.verify({ grubenv }, PARAMS, []).ok, false);
    assert.equal(spentStep.verify({ grubenv: spent }, PARAMS, []).ok, true);
  });
});
