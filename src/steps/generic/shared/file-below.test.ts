import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Entry } from '../../../facts/entries.ts';
import { gapsBelow, undoBelow } from './file-below.ts';

const FILE: Entry = { mode: 0o644, uid: 0, gid: 5, kind: 'other', path: 'a b' };
const LINK: Entry = { ...FILE, kind: 'link', mode: 0o777, path: 'l' };
const wanted = { mode: 0o600, owner: 'root', group: 'adm' };

it('what differs below a folder is a line each; a link has no mode', () => {
  assert.deepEqual(gapsBelow([FILE, LINK], wanted, 0o022), ['600 - adm a b', '- - adm l']);
  assert.deepEqual(gapsBelow([FILE], { mode: 0o644, owner: '0', group: '5' }, 0), []);
  assert.deepEqual(gapsBelow([FILE], { mode: null, owner: 'pilot', group: '' }, 0), [
    '- pilot - a b',
  ]);
});

it('what was changed gets back what it had', () => {
  const now = [{ ...FILE, mode: 0o600, gid: 4 }, LINK];
  const [action] = undoBelow({ path: '/d', as: 'root' }, [FILE, LINK], now);
  assert.deepEqual(action?.kind === 'run' && action.stdin, ['644 0 5 a b\n']);
  assert.deepEqual(undoBelow({ path: '/d', as: 'root' }, [FILE], [FILE]), []);
  assert.deepEqual(undoBelow({ path: '/d', as: 'root' }, [FILE], []), []);
});
