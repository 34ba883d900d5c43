import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readJumpList, writeJump } from './jump-list.ts';

it('a list of jump hosts is read, and can be written again', () => {
  const text = 'a,bob@b:2222,[2001:db8::1]:22,c@[::1]';
  const specs = readJumpList(text);
  assert.deepEqual(specs, [
    { host: 'a' },
    { host: 'b', user: 'bob', port: 2222 },
    { host: '2001:db8::1', port: 22 },
    { host: '::1', user: 'c' },
  ]);
  assert.equal(specs.map(writeJump).join(','), text);
  assert.deepEqual(readJumpList('ssh://u@h:99'), [{ host: 'h', user: 'u', port: 99 }]);
  assert.deepEqual(readJumpList('None'), []);
});

it('what is no list is refused', () => {
  for (const text of ['', 'a,', 'a:x', 'a:0', 'a:70000', '@a', '[a']) {
    assert.equal(readJumpList(text), null, text);
  }
});
