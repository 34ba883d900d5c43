import assert from 'node:assert/strict';
import { it } from 'node:test';
import { linesOf } from '../../../../test/fakes/action-lines.ts';
import type { FileState } from '../../../facts/file-state.ts';
import {
  backupOf,
  folderOf,
  isAsBefore,
  nameOf,
  noteOf,
  putAction,
  putProblem,
  undoPut,
} from './put.ts';

const STATE: FileState = {
  ...{ kind: 'absent', path: '/new/a', mode: 0, uid: -1, gid: -1, owner: '', group: '', size: 0 },
  ...{ umask: 0o022, target: '', missing: '/new', sha1: '', sha256: '', text: null },
};
const PUT = {
  mode: null,
  owner: '',
  group: '',
  as: 'login',
  backup: false,
  makesFolders: true,
  validate: [],
} as const;
const said = (exitCode: number, stderr: string) =>
  ({ kind: 'done', result: { exitCode, stdout: '', stderr, isCut: false } }) as const;

it('a file is put as the one who acts, judged by its step', () => {
  const action = putAction(STATE, PUT, { content: ['x'] });
  assert.deepEqual(linesOf([action]), [
    `stem-put-file /new/a '-' 644 '' '' '' '' '' folders <<< "x"`,
  ]);
  assert.deepEqual(action.kind === 'run' && [action.as, action.accept], ['login', 'any']);
});

it('what went wrong is told, and what was said too', () => {
  assert.equal(putProblem(said(0, '')), null);
  assert.deepEqual(putProblem(undefined), { ok: false, because: 'no answer' });
  assert.match(JSON.stringify(putProblem(said(1, 'no room\n'))), /"because":"no room"/);
  assert.match(
    JSON.stringify(putProblem(said(72, 'bad\nrc:3\n'))),
    /failed to validate: exit code 3: bad/,
  );
  assert.deepEqual([backupOf(said(0, 'backup:/b~\n')), backupOf(said(0, ''))], ['/b~', null]);
  assert.equal(noteOf(said(0, 'note:line added\n')), 'line added');
});

it('an undo removes what is new with its folders, and restores what was there', () => {
  const now: FileState = { ...STATE, kind: 'file', missing: '', sha256: 'x' };
  assert.deepEqual(linesOf(undoPut(STATE, now, 'root')), ['stem-take-back /new/a /new /new']);
  assert.match(
    linesOf(undoPut(now, STATE, 'root'))[0] ?? '',
    /^stem-restore-file \/new\/a [0-9a-f]{16}$/,
  );
  assert.deepEqual(undoPut(now, now, 'root'), []);
  assert.equal(isAsBefore(now, { ...now, text: 'other' }), true);
});

it('a path has a folder and a name', () => {
  assert.deepEqual([folderOf('/a/b'), folderOf('/a'), nameOf('/a/b')], ['/a', '/', 'b']);
});
