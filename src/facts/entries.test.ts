import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { entriesBelow, noEntries } from './entries.ts';

it('entries of a folder have mode, owners, kind and path', () => {
  const fact = entriesBelow('/d', 'root');
  assert.deepEqual(fact.parse(answer('640 0 5 f ./a b\n755 1 2 d ./d\n777 0 0 l ./d/l\nodd\n')), [
    { mode: 0o640, uid: 0, gid: 5, kind: 'other', path: 'a b' },
    { mode: 0o755, uid: 1, gid: 2, kind: 'directory', path: 'd' },
    { mode: 0o777, uid: 0, gid: 0, kind: 'link', path: 'd/l' },
  ]);
  assert.throws(() => fact.parse(answer('1 0 0 f ./a\n'.repeat(20_001))), {
    code: 'FACT_UNREADABLE',
  });
  assert.deepEqual(noEntries.parse(answer('')), []);
});
