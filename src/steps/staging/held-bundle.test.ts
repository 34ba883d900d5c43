import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heldBundle, notOurs, readWanted } from './held-bundle.ts';

const A = 'aaaaaaaaaaaa0000';
const B = 'bbbbbbbbbbbb0000';

describe('the bundle that a staging partition holds', () => {
  it('is named by the seal among its members', () => {
    assert.equal(heldBundle.name, 'file /run/stem/staging/bundle/.sealed');
  });

  it('is in the way of another one only', () => {
    assert.equal(notOurs(A, A), null);
    assert.deepEqual(notOurs(A, B), {
      kind: 'blocked',
      because: 'the staging partition holds bundle aaaaaaaaaaaa, and this run has bbbbbbbbbbbb',
      hint: 'Resume the run that brought it, or run `stem-remote apply` with that bundle and -e stem_take_over=true.',
    });
  });

  it('must be whole', () => {
    for (const held of [null, ''])
      assert.deepEqual(notOurs(held, A), {
        kind: 'blocked',
        because: 'the staging partition holds no whole bundle',
        hint: 'Run `stem-remote rollback`, and where that is refused look at /run/stem/staging on the device.',
      });
  });

  it('is compared with a sha256 that a run must have', () => {
    assert.equal(readWanted({ bundle_sha256: A }), A);
    for (const vars of [{}, { bundle_sha256: '' }])
      assert.throws(() => readWanted(vars), { message: 'bundle_sha256 must be a text' });
  });
});
