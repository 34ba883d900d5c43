import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { Owners } from '../../facts/owner.ts';
import type { Vars } from '../../model/params.ts';
import type { SystemName } from '../../model/system.ts';
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
const REST = {
  sealed: null,
  away: null,
  kept: NONE,
  proof: 'absent',
  list: null,
  scripts: false,
  volumes: null,
  volumesProof: 'absent',
  onDisk: false,
  lacking: [],
} as const;
const MARK = 'run=run-1\noperator=ada@desk\nsince=2026-11-26T12:00:00Z\n';
const check = (mark: string | null, held: string | null, onDisk = false) =>
  pointOfNoReturnStep.check({ mark, held, ...REST, onDisk }, PARAMS);

describe('the archive of volumes at the point of no return', () => {
  const said = (volumes: string | null, volumesProof: 'absent' | 'done 0', isWanted = true) =>
    pointOfNoReturnStep.check(
      { mark: null, held: A, ...REST, volumes, volumesProof },
      { ...PARAMS, hasVolumes: isWanted },
    ).because;

  it('is there and was read back, also where nobody asks for it any more', () => {
    assert.equal(said(null, 'absent'), 'there is no sealed archive of stem_backup_volumes');
    for (const isWanted of [true, false]) {
      assert.equal(said('x', 'absent', isWanted), 'the archive of the volumes was not read back');
      assert.equal(said('x', 'done 0', isWanted), 'the old system is whole');
    }
  });
});

describe('an environment at the point of no return', () => {
  const wanted = (vars: Vars): string => {
    const { lacking } = pointOfNoReturnStep.facts(pointOfNoReturnStep.params(vars));
    return lacking.name;
  };

  it('has to mount what the layout has', () => {
    assert.equal(wanted({ ...VARS, os_layout: 'balena' }), 'unmountable vfat overlay');
    for (const os_layout of ['root', 'flash'])
      assert.equal(wanted({ ...VARS, os_layout }), 'unmountable ');
  });

  it('stops there where it cannot, while the old system is whole', () => {
    const facts = { mark: null, held: A, ...REST, lacking: ['overlay'] };
    const verdict = pointOfNoReturnStep.check(facts, PARAMS);
    assert.equal(verdict.kind, 'blocked');
    assert.equal(
      verdict.because,
      'the environment cannot mount overlay, and the new system needs it',
    );
    // Beyond it a rollback is none of the ways any more.
    const beyond = { ...facts, mark: MARK, onDisk: true };
    assert.equal(pointOfNoReturnStep.check(beyond, PARAMS).kind, 'satisfied');
  });
});

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
        assert.deepEqual(check(mark, held, true), {
          kind: 'satisfied',
          because: 'it is behind us',
        });
  });

  it('is not behind a device whose mark would be lost to whoever reads the disk after a power cut', () => {
    const needed = { kind: 'needed', because: 'the mark is in a cache alone' };
    for (const held of [null, A]) assert.deepEqual(check(MARK, held), needed);
    const facts = { mark: MARK, held: A, ...REST };
    assert.equal(pointOfNoReturnStep.verify(facts, PARAMS, []).ok, false);
  });

  it("writes the device's journal first, then its mark, and sees to it that the disk has that", () => {
    const lines = linesOf(pointOfNoReturnStep.apply({ mark: null, held: A, ...REST }, PARAMS));
    assert.deepEqual(lines.slice(0, 2), [
      "stem-journal /run/stem/staging '2026-11-26T12:00:00Z run-1: point of no return'",
      `write /run/stem/staging/no-return (600): ${JSON.stringify(MARK)}`,
    ]);
    assert.match(lines[2] ?? '', /checkpoint \/run\/stem\/staging \/dev\/sda5 \/no-return$/);
    const after = pointOfNoReturnStep.expect({ mark: null, held: A, ...REST }, PARAMS);
    assert.deepEqual(after, { mark: MARK, held: A, ...REST, onDisk: true });
    assert.equal(pointOfNoReturnStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(pointOfNoReturnStep.verify({ mark: null, held: A, ...REST }, PARAMS, []), {
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
      const facts = { mark: null, held: A, ...REST, ...more };
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
    assert.equal(
      says({ sealed: 'abc  -\n', proof: 'done 0', list: './home\n' }),
      'blocked: the backup has other paths than stem_backup_paths says now',
    );
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
    assert.equal(
      says({ ...away, mark: '', onDisk: true, kept: kept(null) }),
      'satisfied: it is behind us',
    );
  });
});

describe('install/point-of-no-return for a run that knows no paths', () => {
  it('leaves no backup of another resumption behind', () => {
    const facts = { mark: null, held: A, ...REST, sealed: 'abc  -\n' };
    const { kind, because } = pointOfNoReturnStep.check(facts, PARAMS);
    assert.equal(
      `${kind}: ${because}`,
      "blocked: there is a backup of the customer's paths that nobody would bring back",
    );
  });
});

describe("what the customer's backup script left on the staging partition", () => {
  const says = (vars: Vars): string => {
    const params = pointOfNoReturnStep.params({ ...VARS, ...vars });
    const { kind, because } = pointOfNoReturnStep.check(
      { mark: null, held: A, ...REST, scripts: true },
      params,
    );
    return `${kind}: ${because}`;
  };

  it('wants a script that brings it back, before the old system goes', () => {
    assert.equal(
      says({}),
      "blocked: there are files of the customer's backup script that nobody would bring back",
    );
    assert.equal(says({ stem_restore_script: '/opt/restore' }), 'needed: the old system is whole');
  });
});

describe('the way back from before it', () => {
  const why = (
    answers: { hasCrossed?: boolean; owners?: Owners },
    system: SystemName = 'environment',
  ) =>
    pointOfNoReturnStep.wayBack?.whyShut(
      { hasCrossed: false, owners: { lock: null, staging: null }, ...answers },
      { system, runId: 'run-1' },
    ) ?? null;
  const BEHIND = 'the device says that the point of no return is behind it; resume instead';

  it('is asked of the two partitions', () => {
    const facts = pointOfNoReturnStep.wayBack?.facts(PARAMS) ?? {};
    assert.deepEqual(
      Object.values(facts).map(({ name }) => name),
      ['crossing /dev/sda1 /dev/sda5', 'owners /dev/sda5'],
    );
  });

  it('is shut where the device says that it has crossed, whatever a journal says', () => {
    assert.equal(why({ hasCrossed: true }), BEHIND);
    assert.equal(why({}, 'new'), BEHIND);
  });

  it('is open for the run that holds the device, and where nobody does', () => {
    for (const id of [null, 'run-1'])
      for (const system of ['old', 'environment'] as const)
        assert.equal(why({ owners: { lock: id, staging: id } }, system), null);
    assert.equal(why({ owners: { lock: 'run-1', staging: 'run-0' } }), null);
  });

  it('is shut where another run holds the device', () => {
    for (const owners of [
      { lock: 'run-2', staging: 'run-1' },
      { lock: null, staging: 'run-2' },
    ])
      assert.match(why({ owners }, 'old') ?? '', /^run run-2 holds the device; roll that one back/);
  });
});
