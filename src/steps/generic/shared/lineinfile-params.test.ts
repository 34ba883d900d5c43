import assert from 'node:assert/strict';
import { it } from 'node:test';
import { lineParams } from './lineinfile-params.ts';

it('a line goes to the end, unless it is told where to', () => {
  assert.equal(lineParams({ path: '/a', line: 'x' }).insertAfter, 'EOF');
  const before = lineParams({ dest: '/a', value: 'x', insertbefore: '^b' });
  assert.deepEqual([before.insertAfter, before.insertBefore], [null, /^b/]);
  assert.deepEqual(lineParams({ name: '/a', line: 'x', regex: '^b' }).regexp, /^b/);
});
