import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../model/json.ts';
import { LineProblem } from './problem.ts';
import { evalLiteral } from './python-literal.ts';

const check = (cases: Readonly<Record<string, Json | undefined>>): void => {
  for (const [text, value] of Object.entries(cases))
    assert.deepEqual(evalLiteral(text), value, text);
};

const TEXT = undefined;

describe('a literal of Python', () => {
  it('is a number in Python alone', () => {
    check({ '1': 1, '1_000': 1000, '+7': 7, '- 5': -5, '-(1)': -1, '00': 0, '0_0': 0 });
    check({ '0o755': 493, '0X1f': 31, '0b101': 5, '0x_f': 15, '-0': 0 });
    check({ '1e3': 1000, '14.04': 14.04, '.5': 0.5, '1.': 1, '1.e5': 100000, '0777.5': 777.5 });
    check({ '0755': TEXT, '09': TEXT, '1__0': TEXT, '1_': TEXT, '0_7': TEXT, '1e999': TEXT });
    check({ '--5': TEXT, '+True': TEXT, '1+1': TEXT, '14.04.1': TEXT, '1j': TEXT, '12ab': TEXT });
  });

  it('keeps the digits of a number that JSON would round', () => {
    check({ '9007199254740991': 9007199254740991, '9007199254740993': '9007199254740993' });
    check({ '-100_000_000_000_000_000': '-100000000000000000' });
  });

  it('is a word of Python alone', () => {
    check({
      True: true,
      False: false,
      None: null,
      true: TEXT,
      yes: TEXT,
      null: TEXT,
      Truest: TEXT,
    });
    check({ 'not True': TEXT, 'set()': [], 'set(1)': TEXT, 'dict()': TEXT, '...': TEXT, '': TEXT });
  });

  it('is a text in quotes', () => {
    check({ "'a'": 'a', '"a"': 'a', "'''a'b'''": "a'b", "''": '', '\'a\' "b"': 'ab', "u'x'": 'x' });
    check({
      [String.raw`'\x41\u00e9\101\U0001F600'`]: 'Aé' + 'A😀',
      [String.raw`'\t\q\''`]: "\t\\q'",
    });
    check({ [String.raw`r'\n'`]: String.raw`\n`, [String.raw`Rb'\n'`]: String.raw`\n` });
    check({ "b'x'": 'x', [String.raw`b'\xc3\xa9\u0041'`]: String.raw`é\u0041`, "b'é'": TEXT });
    check({ "f'x'": TEXT, "ub'x'": TEXT, "'a": TEXT, "'a' b'b'": TEXT, "'it''s'x": TEXT });
    check({
      [String.raw`'\x4'`]: TEXT,
      [String.raw`'\uzzzz'`]: TEXT,
      [String.raw`'\N{BULLET}'`]: TEXT,
    });
    check({ [String.raw`'\U00110000'`]: TEXT, [String.raw`b'\N'`]: String.raw`\N`, "'a\\": TEXT });
  });

  it('is a list, a tuple, a set or a dictionary', () => {
    check({ '[1, "x", [None]]': [1, 'x', [null]], '[1,]': [1], '[]': [], '[,]': TEXT, '[1': TEXT });
    check({ '()': [], '(1)': 1, '(1,)': [1], '1,2': [1, 2], '1,': [1], ',': TEXT, '(1 2)': TEXT });
    check({ '{1, 1, True}': [true], "{'a'}": ['a'], '{(1, 2), (1, 2)}': [[1, 2]], '{1 2}': TEXT });
    check({ '{}': {}, "{'a': {'b': 1},}": { a: { b: 1 } }, '{1: 2, True: 3}': { '1': 3 } });
    check({ '{None: 1, 2.5: 2}': { null: 1, '2.5': 2 }, "{'a'}x": TEXT, "{'a': x}": TEXT });
    check({
      "{'a': 1 'b': 2}": TEXT,
      "{'a': 1, 'b'}": TEXT,
      '{1, 2': TEXT,
      '{x}': TEXT,
      '[x]': TEXT,
    });
    check({ "{'__proto__': 1}": Object.fromEntries([['__proto__', 1]]) });
  });
});

describe('what stands for a literal', () => {
  it('may have a comment behind it', () => {
    check({ '1 # one': 1, "'a' # b": 'a', '[1 # c': TEXT, '# c': TEXT, '1 ; semi': TEXT });
  });

  it('is at most as deep as Python reads it', () => {
    check({
      [`${'('.repeat(201)}1${')'.repeat(201)}`]: TEXT,
      [`${'('.repeat(200)}1${')'.repeat(200)}`]: 1,
    });
  });

  it('is refused where Python fails', () => {
    const message = "a list can't be a key or a member of a set";
    assert.throws(() => evalLiteral('{[1]: 2}'), { name: 'LineProblem', message });
    assert.throws(() => evalLiteral('{{}}'), { message: message.replace('list', 'dict') });
    assert.throws(() => evalLiteral('{1, ([1],)}'), LineProblem);
    assert.throws(() => evalLiteral(String.raw`b'\xff'`), { message: 'its bytes are no UTF-8' });
    assert.equal(evalLiteral('{{ foo }}'), undefined);
  });

  it('is what JSON is, but for the words', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        const json = JSON.stringify(value);
        fc.pre(!/true|false|null|-0|e[+-]?\d|(?<![.\d])\d{16,}(?![.\d])/.test(json));
        const back = evalLiteral(json);
        assert.deepEqual(JSON.parse(JSON.stringify(back)), JSON.parse(json));
      }),
    );
  });

  it('takes no number with a word behind it for that word', () => {
    check({ '1None': TEXT, '[1None]': TEXT, '1.5True': TEXT });
  });

  it('never throws anything but a LineProblem', () => {
    const piece = fc.oneof(
      fc.constantFrom('True', "b'", 'set(', '0x', ' ', 'é'),
      fc.string({ unit: 'binary-ascii', maxLength: 1 }),
      fc.string({
        unit: fc.constantFrom('[', ']', '{', '}', "'", '"', '\\', ',', ':', '1'),
        maxLength: 4,
      }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          evalLiteral(pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof LineProblem);
        }
      }),
    );
  });
});
