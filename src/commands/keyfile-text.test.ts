import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesIn, listIn, readKeyfile, stringIn } from '../facts/network-config/keyfile-text.ts';
import { Secret } from '../model/secret.ts';
import { bytesValue, fileOf, listValue, stringValue } from './keyfile-text.ts';

const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 32 })
  .map((array) => Array.from(array, (byte) => String.fromCharCode(byte)).join(''));
const nasty = fc
  .array(fc.constantFrom(' ', ';', '\\', '"', '#', '=', '[', '1', '9', 's', '\t', '\n', '\0'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((chars) => chars.join(''));
const readBack = (value: string): string =>
  readKeyfile(`[a]\nkey=${value}\n`).get('a')?.get('key') ?? '';

describe('a value of a keyfile', () => {
  it('is read as what was written, whatever the name of a radio network', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, nasty), (ssid) => {
        assert.equal(bytesIn(readBack(bytesValue(ssid))), ssid);
      }),
      { numRuns: 2000 },
    );
  });

  it('is read as what was written, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, nasty), (text) => {
        assert.equal(stringIn(readBack(stringValue(text))), text);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps blanks in front, and what would end a line', () => {
    assert.equal(stringValue(' \ta b\\\n\r '), '\\s\\ta b\\\\\\n\\r ');
  });

  it('is text where people can read it, and numbers wherever it could be mistaken', () => {
    assert.equal(bytesValue('My Network 5'), 'My Network 5');
    for (const [ssid, value] of [
      ['123', '49;50;51;'],
      ['a;b', '97;59;98;'],
      [' a', '32;97;'],
      ['\xff', '255;'],
      ['a\\b', '97;92;98;'],
    ] as const)
      assert.equal(bytesValue(ssid), value);
  });

  it('is a list with a semicolon behind each item', () => {
    assert.equal(listValue(['a', 'b;c']), 'a;b\\;c;');
    assert.deepEqual(listIn(listValue(['a', 'b;c'])), ['a', 'b;c']);
  });
});

it('a keyfile has its sections apart, and its secrets as they are', () => {
  const secret = new Secret('x');
  assert.deepEqual(
    fileOf([
      ['a', [['k', ['v']]]],
      ['b', [['s', [secret]]]],
    ]),
    ['[a]\nk=v\n\n[b]\ns=', secret, '\n'],
  );
});
