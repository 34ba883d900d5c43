import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isInHosts, isInList, isLike } from './patterns.ts';

it('a pattern knows * and ?, and nothing else', () => {
  const rows: readonly (readonly [text: string, pattern: string, isOne: boolean])[] = [
    ['web-1', 'web-?', true],
    ['web-12', 'web-?', false],
    ['web', '*', true],
    ['a.b', 'a.b', true],
    ['axb', 'a.b', false],
    ['web1', 'web[1]', false],
    ['WEB', 'web', false],
  ];
  for (const [text, pattern, isOne] of rows) assert.equal(isLike(text, pattern), isOne, pattern);
});

it('a negated pattern of a list takes away, and gives nothing', () => {
  assert.equal(isInList('web', 'w*,!web'), false);
  assert.equal(isInList('wab', 'w*,!web'), true);
  assert.equal(isInList('wab', '!web'), false);
  assert.equal(isInHosts('web', ['*', '!web']), false);
  assert.equal(isInHosts('web', ['!web', '*']), false);
  assert.equal(isInHosts('wab', ['!web', '*']), true);
  assert.equal(isInHosts('wab', ['!web']), false);
});
