import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFreeForm } from './free-form.ts';

const OPTIONS = ['creates', 'chdir'];

describe('the free form of arguments', () => {
  const lines: readonly (readonly [line: string, args: object, raw?: string])[] = [
    ['src=a dest=/b', { src: 'a', dest: '/b' }],
    ['msg="two words" x=\'y z\'', { msg: 'two words', x: 'y z' }],
    ['path={{ a b }}/x mode=0644', { path: '{{ a b }}/x', mode: '0644' }],
    [
      'x={% if a %}b{% endif %} {# a comment #}',
      { x: '{% if a %}b{% endif %}' },
      '{# a comment #}',
    ],
    ['a=', { a: '' }],
    ['word a=1 more', { a: '1' }, 'word  more'],
  ];
  for (const [line, args, raw = ''] of lines)
    it(`reads ${line}`, () => {
      assert.deepEqual(readFreeForm(line, null), { args, raw });
    });

  it('takes only its own options out of a command', () => {
    assert.deepEqual(readFreeForm('env A=b  make creates=/x "creates=/y"', OPTIONS), {
      args: { creates: '/x' },
      raw: 'env A=b  make  "creates=/y"',
    });
    assert.deepEqual(readFreeForm('chdir="/a b" ls', OPTIONS), {
      args: { chdir: '/a b' },
      raw: 'ls',
    });
  });

  it('leaves lines, quotes and backslashes of a script as they are', () => {
    const script = 'for i in 1 2\ndo\n  echo "it\'s $i" \\\'\ndone';
    assert.deepEqual(readFreeForm(script, OPTIONS), { args: {}, raw: script });
  });

  it('says where a quote or a template is open', () => {
    for (const line of ['echo "x', "echo 'x", 'echo {{ x', 'a {% b'])
      assert.equal(readFreeForm(line, OPTIONS), null, line);
  });
});
