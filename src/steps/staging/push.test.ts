import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { bundleTarget, pushStep } from './push.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const VARS = { bundle_file: '/srv/a.tar', bundle_bytes: 700, bundle_sha256: A };
const PARAMS = pushStep.params(VARS);
const NOTHING = { sealed: null, isThere: false, held: null };
const PUSHED = { sealed: A, isThere: true, held: null };
const TAR = '/run/stem/staging/incoming/bundle-aaaaaaaaaaaa.tar';

describe('staging/push', () => {
  it('is done where the tar is there and was verified, or is unpacked already', () => {
    assert.deepEqual(pushStep.check(PUSHED, PARAMS), {
      kind: 'satisfied',
      because: 'the bundle is there and was verified',
    });
    assert.deepEqual(pushStep.check({ sealed: A, isThere: false, held: A }, PARAMS), {
      kind: 'satisfied',
      because: 'the bundle is unpacked already',
    });
  });

  const unfinished = {
    'nothing was pushed': NOTHING,
    'an upload was cut before its seal': { ...NOTHING, isThere: true },
    'another bundle is unpacked': { ...NOTHING, held: B },
    'the tar went with an unpacking that another bundle has replaced': {
      sealed: A,
      isThere: false,
      held: B,
    },
    'the seal says something else': { ...PUSHED, sealed: `${A}\n` },
  };
  for (const [what, facts] of Object.entries(unfinished))
    it(`is needed where ${what}`, () => {
      assert.deepEqual(pushStep.check(facts, PARAMS), {
        kind: 'needed',
        because: 'there is no verified bundle',
      });
    });

  it('seals last, under a name that no other bundle has', () => {
    assert.deepEqual(linesOf(pushStep.apply(NOTHING, PARAMS)), [
      `upload /srv/a.tar to ${TAR} (700 bytes)`,
      `write ${TAR}.sealed (600): "${A}"`,
    ]);
    const [upload] = pushStep.apply(NOTHING, PARAMS);
    assert.ok(upload?.kind === 'upload');
    assert.equal(upload.sha256, A);
    assert.notEqual(bundleTarget({ bundle_sha256: B }), TAR);
  });

  it('is verified by tar and seal together', () => {
    assert.deepEqual(pushStep.expect(NOTHING, PARAMS), PUSHED);
    assert.equal(pushStep.verify(PUSHED, PARAMS, []).ok, true);
    for (const facts of [NOTHING, { ...PUSHED, isThere: false }, { ...PUSHED, sealed: B }])
      assert.deepEqual(pushStep.verify(facts, PARAMS, []), {
        ok: false,
        because: 'the bundle or its seal is missing',
      });
  });

  it('belongs to the old system, and names every var that it misses', () => {
    assert.equal(pushStep.on, 'old');
    assert.equal(pushStep.rollback.kind, 'nothing-to-undo');
    assert.throws(() => pushStep.params({ ...VARS, bundle_bytes: 0, bundle_file: 'a.tar' }), {
      message:
        'bundle_file must be an absolute path; bundle_bytes must be a whole number from 1 to 1099511627776',
    });
  });
});
