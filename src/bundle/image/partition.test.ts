import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MOST_PARTITIONS } from './partition.ts';

it('a disk has as many partitions as a GPT has room for by default', () => {
  assert.equal(MOST_PARTITIONS, 128);
});
