import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesIn } from './names.ts';

const template = (text: string): readonly (readonly string[])[] => {
  const { needed, guarded } = namesIn(text, 'template');
  return [needed, guarded];
};

describe('the vars that a template reads', () => {
  it('are its names, without keys, filters, globals and what it sets itself', () => {
    assert.deepEqual(template('{{ a.b }} {{ c[d] | join(e) }} {{ range(3) }} {{ omit }}'), [
      ['a', 'c', 'd', 'e'],
      [],
    ]);
    assert.deepEqual(template('{% for x in xs %}{{ x }}{{ loop.index }}{% endfor %}'), [
      ['xs'],
      [],
    ]);
    assert.deepEqual(template('{% set y = z %}{{ y }}'), [['z'], []]);
    assert.deepEqual(template('{% macro m(p) %}{{ p }}{{ w }}{% endmacro %}{{ m(1) }}'), [
      ['w'],
      [],
    ]);
  });

  it('are guarded where it asks for them, or has something else', () => {
    assert.deepEqual(template('{{ a | default(b) }} {{ c.d | d("") }}'), [['b'], ['a', 'c']]);
    assert.deepEqual(namesIn('a is defined and a > b', 'expression'), {
      ...{ needed: ['b'], guarded: ['a'] },
    });
  });

  it('are none where it is no template, or can not be read', () => {
    assert.deepEqual(
      [template('a'), template('{{ a'), namesIn('a b', 'expression').needed],
      [...[[[], []], [[], []], []]],
    );
  });
});
