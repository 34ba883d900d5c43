import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { pointOfNoReturnStep } from './point-of-no-return.ts';

const [A, B] = ['aaaaaaaaaaaa0000', 'bbbbbbbbbbbb0000'];
const VARS = {
  stem_run_id: 'run-1',
  inventory_hostname: 'web-1',
  stem_operator: 'ada@desk',
  stem_started_at: '2026-11-26T12:00:00Z',
  bundle_sha256: A,
};
const PARAMS = pointOfNoReturnStep.params(VARS);
const NONE = { folder: '/k', pieces: 0, bytes: 0, sha256: null };
const BACKUP = { sealed: null, away: null, kept: NONE, proof: 'absent' } as const;
const MARK = 'run=run-1\noperator=ada@desk\nsince=2026-11-26T12:00:00Z\n';
const check = (mark: string | null, held: string | null) =>
  pointOfNoReturnStep.check({ mark, held, ...BACKUP }, PARAMS);

describe('install/point-of-no-return', () => {
  it('is crossed with the bundle of this run at hand', () => {
    assert.deepEqual(check(null, A), { kind: 'needed', because: 'the old system is whole' });
  });

  it('is not crossed with another bundle, nor with none: there would be nothing to install', () => {
    assert.equal(
      check(null, B).because,
      'the staging partition holds bundle bbbbbbbbbbbb, and this run has aaaaaaaaaaaa',
    );
    assert.equal(check(null, null).because, 'the staging partition holds no whole bundle');
    for (const held of [null, '', B]) assert.equal(check(null, held).kind, 'blocked');
  });

  it("is behind a device by whosever mark, also an empty one: it can't be taken back", () => {
    for (const mark of [MARK, '', 'run=run-0\n'])
      for (const held of [null, A, B])
        assert.deepEqual(check(mark, held), { kind: 'satisfied', because: 'it is behind us' });
  });

  it("writes the device's journal first, and its mark last", () => {
    assert.deepEqual(
      linesOf(pointOfNoReturnStep.apply({ mark: null, held: A, ...BACKUP }, PARAMS)),
      [
        "stem-journal /run/stem/staging '2026-11-26T12:00:00Z run-1: point of no return'",
        `write /run/stem/staging/no-return (600): ${JSON.stringify(MARK)}`,
      ],
    );
    const after = pointOfNoReturnStep.expect({ mark: null, held: A, ...BACKUP }, PARAMS);
    assert.deepEqual(after, { mark: MARK, held: A, ...BACKUP });
    assert.equal(pointOfNoReturnStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(pointOfNoReturnStep.verify({ mark: null, held: A, ...BACKUP }, PARAMS, []), {
      ok: false,
      because: 'the mark was not written',
    });
  });

  it('says what it is', () => {
    assert.equal(pointOfNoReturnStep.on, 'environment');
    assert.equal(pointOfNoReturnStep.rollback.kind, 'point-of-no-return');
  });
});

describe('install/point-of-no-return where paths are to come back', () => {
  it('is not crossed without a backup of the paths that was read back, wherever it is', () => {
    const params = pointOfNoReturnStep.params({ ...VARS, stem_backup_paths: '/srv' });
    const says = (more: Partial<Parameters<typeof pointOfNoReturnStep.check>[0]>): string => {
      const facts = { mark: null, held: A, ...BACKUP, ...more };
      const { kind, because } = pointOfNoReturnStep.check(facts, params);
      return `${kind}: ${because}`;
    };
    const kept = (sha256: string | null) => ({ ...NONE, sha256 });
    assert.equal(says({}), 'blocked: there is no sealed archive of stem_backup_paths');
    assert.equal(says({ sealed: 'abc  -\n' }), 'blocked: the backup was not read back');
    assert.equal(
      says({ sealed: 'abc  -\n', proof: 'done 1' }),
      'blocked: the backup was not read back',
    );
    assert.equal(says({ sealed: 'abc  -\n', proof: 'done 0' }), 'needed: the old system is whole');
    const away = { sealed: 'abc  -\n', away: '/k of ada@desk\n', proof: 'done 0' } as const;
    assert.equal(says({ ...away, kept: kept('abc') }), 'needed: the old system is whole');
    assert.equal(
      says({ ...away, kept: kept(null) }),
      'blocked: the backup of this device is at /k of ada@desk, and not on this controller',
    );
    assert.equal(
      says({ ...away, kept: kept('abd') }),
      'blocked: the backup of this device is at /k of ada@desk, and this controller has another one',
    );
    assert.equal(says({ ...away, mark: '', kept: kept(null) }), 'satisfied: it is behind us');
  });
});
