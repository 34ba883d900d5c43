import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readString } from './python-string.ts';

const valueOf = (text: string): string | undefined => readString(text, 0)?.value;

describe("a string of Python's", () => {
  const good: readonly (readonly [written: string, value: string])[] = [
    [`'a'`, 'a'],
    [`"it's"`, `it's`],
    [`''`, ''],
    [`'''a'b''c'''`, `a'b''c`],
    [`"""a\n"b"""`, 'a\n"b'],
    [`'a\\'b'`, `a'b`],
    [`'\\n\\t\\\\'`, '\n\t\\'],
    [`'\\x41\\u00e4\\U0001f600'`, 'Aä😀'],
    [`'\\101\\7x\\1012'`, 'A\x07xA2'],
    [`'\\777'`, '\u01ff'],
    [`'\\q'`, '\\q'],
    [`r'\\n'`, '\\n'],
    [`R'a\\'b'`, `a\\'b`],
    [`u'ä'`, 'ä'],
    [`b'\\xc3\\xa4'`, 'ä'],
    [`b'\\u0041\\N'`, '\\u0041\\N'],
    [`rb'\\x41'`, '\\x41'],
  ];
  for (const [written, value] of good)
    it(`${JSON.stringify(written)} has its value`, () => {
      assert.equal(valueOf(written), value);
    });

  const none = [
    `a`,
    `'a`,
    `'''a'`,
    `f'a'`,
    `ub'a'`,
    `'\\x4'`,
    `'\\U00110000'`,
    `'\\N{DASH}'`,
    `b'ä'`,
  ];
  for (const written of none)
    it(`${JSON.stringify(written)} is none`, () => {
      assert.equal(readString(written, 0), null);
    });

  it('is read where it stands, and says where the text goes on', () => {
    assert.deepEqual(readString(`[1, b'ab', 2]`, 4), { value: 'ab', isBytes: true, end: 9 });
    assert.equal(readString(`[1, 'ab']`, 3), null);
  });

  it('of bytes that are no UTF-8 is refused', () => {
    assert.throws(() => readString(`b'\\xff'`, 0), {
      name: 'LineProblem',
      message: 'its bytes are no UTF-8',
      hint: 'Write the value as a text, without b.',
    });
  });
});
