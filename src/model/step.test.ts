import assert from 'node:assert/strict';
import { it } from 'node:test';
import { blocked, needed, open, satisfied, verifyThat } from './step.ts';

it('a verdict has its reason, and a blocked one what to do', () => {
  assert.deepEqual(
    [needed('a'), satisfied('b'), blocked('c', 'Do it.'), open('d')],
    [
      { kind: 'needed', because: 'a' },
      { kind: 'satisfied', because: 'b' },
      { kind: 'blocked', because: 'c', hint: 'Do it.' },
      { kind: 'needed', because: 'd', isOpen: true },
    ],
  );
});

it('a verification has a reason only where it is not true', () => {
  assert.deepEqual(verifyThat(true, 'no'), { ok: true });
  assert.deepEqual(verifyThat(false, 'no'), { ok: false, because: 'no' });
});
