import assert from 'node:assert/strict';
import { it } from 'node:test';
import { crc32 } from './crc32.ts';

it("the CRC has its standard's check value, also in pieces", () => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  assert.equal(crc32(Buffer.from('6789'), crc32(Buffer.from('12345'))), 0xcbf43926);
  assert.equal(crc32(Buffer.alloc(0)), 0);
});
