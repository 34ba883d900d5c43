import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { listOfVolumes } from '../../model/backup-volumes.ts';
import { backupVolumesStep } from './volumes.ts';

const ITEM = { volume: 'data', source: '/srv', folder: 'data', file: 'data/srv', filter: '' };
const PARAMS = backupVolumesStep.params({ backup_volumes: [ITEM] });
const FACTS = {
  ...{ sealed: 'abc  -\n' as string | null, list: `${listOfVolumes([ITEM], 0)}\n` },
  ...{ hasChanged: false, job: 'done 0' as const },
};
const kindOf = (more: object): string =>
  backupVolumesStep.check({ ...FACTS, ...more }, PARAMS).because;

describe('backup/volumes', () => {
  it('is done where just these are archived in this boot, and have not changed since', () => {
    assert.equal(backupVolumesStep.check(FACTS, PARAMS).kind, 'satisfied');
    assert.equal(kindOf({ sealed: null }), 'they are not archived since this boot');
    assert.equal(kindOf({ job: 'absent' }), 'they are not archived since this boot');
    assert.equal(kindOf({ list: '[]\n' }), 'others are archived');
    assert.equal(kindOf({ hasChanged: true }), 'they have changed since they were archived');
  });

  it('is another archive where we fill the volumes ourselves: attributes are kept', () => {
    const own = backupVolumesStep.params({ backup_volumes: [ITEM], backup_volumes_app: 1406 });
    assert.equal(backupVolumesStep.check(FACTS, own).because, 'others are archived');
    const { list } = backupVolumesStep.expect(FACTS, own);
    assert.equal(backupVolumesStep.check({ ...FACTS, list }, own).kind, 'satisfied');
    const [without, having] = [PARAMS, own].map((params) =>
      linesOf(backupVolumesStep.apply(FACTS, params)).join('\n'),
    );
    assert.match(having ?? '', /--format=pax --xattrs --acls/);
    // The supervisor's tar may be busybox's.
    assert.match(without ?? '', /--format=gnu/);
    assert.doesNotMatch(without ?? '', /--xattrs --acls/);
  });

  it('leaves no archive after a rollback', () => {
    assert.ok(backupVolumesStep.rollback.kind === 'undo', 'it can be undone');
    const lines = linesOf(backupVolumesStep.rollback.actions(FACTS, FACTS, PARAMS));
    assert.match(lines.at(-1) ?? '', /volumes\.sealed .*volumes\.tgz .*volumes\.list/);
  });
});
