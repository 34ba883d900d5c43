import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONTAINER_HEAD, containerOf } from './container.ts';

describe('how an image is packed', () => {
  for (const [hex, kind] of [
    ['1f8b0800', 'gzip'],
    ['fd377a585a00', 'xz'],
    ['28b52ffd', 'zstd'],
    ['504b0304', 'zip'],
    ['eb639000', 'raw'],
    ['', 'raw'],
    ['425a6839', 'foreign'],
    ['377abcaf271c', 'foreign'],
    ['514649fb', 'foreign'],
  ] as const)
    it(`is seen by its first bytes: ${hex} is ${kind}`, () => {
      assert.equal(containerOf(Buffer.from(hex, 'hex').subarray(0, CONTAINER_HEAD)).kind, kind);
    });
});
