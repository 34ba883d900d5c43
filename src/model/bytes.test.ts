import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf, fromHex, hexOf, isPrintable, shownBytes, utf8Of } from './bytes.ts';

describe('bytes as a text', () => {
  it('become hex and come back', () => {
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    assert.equal(fromHex(hexOf(all)), all);
    assert.equal(fromHex('FF0a'), '\xff\n');
    for (const wrong of ['f', 'zz', '0x']) assert.equal(fromHex(wrong), null, wrong);
  });

  it('are UTF-8 or not', () => {
    assert.equal(utf8Of(bytesOf('é\ufeff€')), 'é\ufeff€');
    assert.equal(utf8Of('\xff'), null);
  });

  it('are shown to people without what would move their cursor', () => {
    assert.equal(shownBytes(bytesOf('Café')), 'Café');
    assert.equal(shownBytes('a\\b\xff\x1b'), 'a\\x5cb\\xff\\x1b');
    assert.deepEqual([isPrintable(' ~'), isPrintable('\t')], [true, false]);
  });
});
