import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesIn, isYes, listIn, readKeyfile, stringIn } from './keyfile-text.ts';

describe('a key file', () => {
  it('has groups, keys and values; broken lines hide nothing', () => {
    const file = readKeyfile(
      'x=0\r\n# a=1\r\n[a b]\r\n key = v w \r\nkey2=\r\n=bad\nno\n[c\n[a b]\nlast=1',
    );
    assert.deepEqual(
      [...(file.get('a b') ?? [])],
      [
        ['key', 'v w '],
        ['key2', ''],
        ['last', '1'],
      ],
    );
    assert.deepEqual([...file.keys()], ['a b']);
  });

  it('is read to its end, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(readKeyfile(`${text}\n[end]\nk=v`).get('end')?.get('k') === 'v', 'the end');
      }),
    );
  });
});

describe('a value', () => {
  it('has escapes', () => {
    assert.equal(stringIn('\\sa\\tb\\nc\\\\d\\;e\\'), ' a\tb\nc\\d\\;e\\');
    assert.deepEqual(listIn('a;b\\;c; ;d'), ['a', 'b;c', 'd']);
    assert.deepEqual([isYes(' TRUE'), isYes('0'), isYes(undefined)], [true, false, false]);
  });

  it('is bytes as text or as numbers, as NetworkManager tells them apart', () => {
    for (const [value, bytes] of [
      ['77;121;', 'My'],
      ['77;121', 'My'],
      ['123', '123'],
      ['1;300;', '1;300;'],
      ['49\\\\;50', '49;50'],
      ['a\\\\;b\\\\c', 'a;b\\c'],
      ['', ''],
    ] as const)
      assert.equal(bytesIn(value), bytes, value);
  });
});
