import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KEPT_HOSTNAME, KEPT_KEYS } from './config-words.ts';

it('the words that a device replaces are no host names and no keys, and differ', () => {
  assert.notEqual(KEPT_HOSTNAME, KEPT_KEYS);
  for (const word of [KEPT_HOSTNAME, KEPT_KEYS]) assert.match(word, /^@@stem:[a-z]+@@$/);
});
