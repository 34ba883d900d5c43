import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSurprise, plainScalar } from './plain-scalar.ts';

const is = (pairs: Readonly<Record<string, unknown>>): void => {
  for (const [text, value] of Object.entries(pairs))
    assert.deepEqual(plainScalar(text), value, text);
};

/** Each value is what PyYAML 6 makes of the text. */
describe('a scalar without quotes', () => {
  it('is a truth value in many spellings, but not y and n', () => {
    is({ yes: true, No: false, ON: true, off: false, True: true, y: 'y', N: 'N', yEs: 'yEs' });
  });

  it('is a whole number of base 2, 8, 10, 16 and 60', () => {
    is({
      '0': 0,
      '-0': 0,
      '+7': 7,
      '1_000': 1000,
      '012': 10,
      '0b101': 5,
      '0x1F': 31,
      '-0x1f': -31,
    });
    is({ '12:30': 750, '1:2:3': 3723, '-1:30': -90, '08': '08', '0o17': '0o17', '0_': 0 });
    is({
      '9007199254740993': '9007199254740993',
      '-99999999999999999999': '-99999999999999999999',
    });
  });

  it('is a number with a point, and an exponent only with its sign', () => {
    is({ '1.': 1, '.5': 0.5, '1.5e+3': 1500, '1.5e3': '1.5e3', '1e3': '1e3', '1_0.5': 10.5 });
    is({ '1:30.5': 90.5, '-.5': '-.5', '.inf': '.inf', '.NaN': '.NaN', '1.0e+999': '1.0e+999' });
  });

  it('is nothing, or a date, or a text', () => {
    is({ '': null, '~': null, null: null, Null: null, none: 'none', None: 'None' });
    is({ '2024-02-29': '2024-02-29', '2024-2-9': '2024-2-9', '1.2.3': '1.2.3', 'a b': 'a b' });
    is({
      '2024-02-29 1:02:03': '2024-02-29T01:02:03',
      '2024-02-29T01:02:03.25Z': '2024-02-29T01:02:03.250000+00:00',
      '2024-2-9 01:02:03 -5': '2024-02-09T01:02:03-05:00',
      '2024-02-29t01:02:03.0+1:30': '2024-02-29T01:02:03+01:30',
    });
  });

  it('is refused where PyYAML refuses it', () => {
    for (const text of ['2023-02-29', '2024-13-01', '0x_', '=', '<<'])
      assert.throws(() => plainScalar(text), { name: 'LineProblem' }, text);
  });

  it('surprises people as an octal or a sixty', () => {
    for (const text of ['012', '12:30', '-017', '1:30.5'])
      assert.equal(isSurprise(text), true, text);
    for (const text of ['0', '00', '12', '1.5', '08', '0x1f', 'a:b', '-0'])
      assert.equal(isSurprise(text), false, text);
  });
});
