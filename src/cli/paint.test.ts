import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { colorWhen, hasColorOn, painted, paintedText } from './paint.ts';

/** The codes that begin a colour, without those that end it. */
const codesOf = (line: string): readonly string[] =>
  (painted(line, true).split(line)[0] ?? '').match(/\d+/g) ?? [];

describe('whether there are colours', () => {
  it('is said by --color, then NO_COLOR, then FORCE_COLOR, then the terminal', () => {
    assert.equal(colorWhen('always', { NO_COLOR: '1' }), 'always');
    assert.equal(colorWhen('never', { FORCE_COLOR: '1' }), 'never');
    assert.equal(colorWhen('auto', { NO_COLOR: '1' }), 'auto');
    assert.equal(colorWhen(undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }), 'never');
    assert.equal(colorWhen(undefined, { NO_COLOR: '', FORCE_COLOR: '1' }), 'always');
    for (const force of ['', 'true', '3'])
      assert.equal(colorWhen(undefined, { FORCE_COLOR: force }), 'always');
    for (const force of ['0', 'false'])
      assert.equal(colorWhen(undefined, { FORCE_COLOR: force }), 'never');
    assert.equal(colorWhen(undefined, { TERM: 'dumb' }), 'never');
    assert.equal(colorWhen(undefined, { TERM: 'xterm' }), 'auto');
  });

  it('is asked of each stream alone', () => {
    const app = { isOutTerminal: false, isErrTerminal: true, color: 'auto' } as const;
    assert.deepEqual([hasColorOn(app, 'out'), hasColorOn(app, 'err')], [false, true]);
    assert.equal(hasColorOn({ ...app, color: 'always' }, 'out'), true);
    assert.equal(hasColorOn({ ...app, color: 'never' }, 'err'), false);
  });
});

describe('the colour of a line', () => {
  const cases: readonly (readonly [line: string, ...codes: string[]])[] = [
    ['web-1 REACHED', '32'],
    ['│ web-1 │ reached │', '32'],
    ['web-1 FAILED after REACHED', '31'],
    ['│ web-1 │ unreachable │', '31'],
    ['web-1 ROLLED-BACK', '33'],
    ['│ not started │', '33'],
    ['=== POINT OF NO RETURN: BLOCKED ===', '35', '1'],
    ['web-1 has failed', ...[]],
  ];
  for (const [line, ...codes] of cases)
    it(`of "${line}" repeats what it says`, () => {
      assert.deepEqual(codesOf(line), codes);
    });

  it('is none where there are no colours', () => {
    assert.equal(painted('web-1 FAILED', false), 'web-1 FAILED');
    assert.equal(paintedText('a\nFAILED', false), 'a\nFAILED');
  });

  it('ends with each line of a text', () => {
    assert.equal(paintedText('a\nFAILED\nb', true), 'a\n\u001b[31mFAILED\u001b[39m\nb');
  });
});
