import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import type { Value, Vars } from '../model/params.ts';
import { withData } from '../model/templating.ts';
import { createTemplating } from './templating.ts';

const templating = createTemplating({
  environment: (name) => (name === 'HOME' ? '/home/op' : undefined),
  readFile: (path) => `text of ${path}\n`,
});
const { render } = templating;

const refuses = (value: Value, vars: Vars, message: string): void => {
  assert.throws(() => render(value, vars), { code: 'TEMPLATE_FAILED', message });
};

describe('a template', () => {
  it('is rendered in lists and mappings', () => {
    const value = { a: ['x{{ b }}', 1, { c: '{{ b }}' }], d: 'plain' };
    assert.deepEqual(render(value, { b: 'y' }), { a: ['xy', 1, { c: 'y' }], d: 'plain' });
  });

  it('says which var is not defined, and where', () => {
    refuses('a{{ x }}', {}, 'x is not defined (in "a{{ x }}")');
    refuses('{{ a.b.c }}', { a: {} }, 'a.b is not defined: there is no key "b" (in "{{ a.b.c }}")');
    refuses(
      "{{ a['k'][1] }}",
      { a: { k: [0] } },
      `a['k'][1] is not defined: there is no item "1" (in "{{ a['k'][1] }}")`,
    );
    refuses({ m: '{{ a }}' }, { a: '{{ b }}' }, 'b is not defined, and a needs it (in "{{ a }}")');
    assert.throws(
      () => render('{{ x }}', {}),
      (error) => error instanceof StemError && error.hint === 'Set it, or write `x | default(…)`.',
    );
  });

  it('asks only for vars that it needs', () => {
    assert.equal(render('{{ a }}', { a: '{{ b }}', b: 'x', broken: '{{ nowhere }}' }), 'x');
  });

  it('that needs itself is an error', () => {
    const vars = { a: '{{ b }}', b: '{{ c }}', c: '{{ a }}' };
    refuses('{{ a }}', vars, 'a needs b needs c needs a, and so never ends (in "{{ a }}")');
  });

  it('leaves out what omit stands for', () => {
    const value = { a: '{{ x | default(omit) }}', b: { c: '{{ omit }}' }, d: '{{ y | d(omit) }}' };
    assert.deepEqual(render(value, { y: 1 }), { b: {}, d: '1' });
    refuses('{{ omit }}', {}, 'omit stands where it omits nothing');
    refuses('a{{ omit }}', {}, 'omit has no text (in "a{{ omit }}")');
  });

  it('reads the environment, files and vars where it is given the means', () => {
    assert.equal(render("{{ lookup('env', 'HOME') }}{{ lookup('env', 'NO') }}", {}), '/home/op');
    assert.equal(render("{{ lookup('file', 'a.txt') }}", {}), 'text of a.txt');
    assert.deepEqual(render("{{ query('env', 'HOME', 'NO') }}", {}), ['/home/op', '']);
    assert.equal(render("{{ vars['a'] }}{{ lookup('vars', 'b', default='z') }}", { a: 'x' }), 'xz');
    assert.throws(() => createTemplating().render("{{ lookup('env', 'HOME') }}", {}), {
      message: 'the lookup "env" is not to be had here (in "{{ lookup(\'env\', \'HOME\') }}")',
    });
  });

  it('of a file is always a text', () => {
    const { renderFile } = templating;
    assert.deepEqual(renderFile('{{ l }}\n', { l: [1] }), ['[1]\n']);
    assert.deepEqual(
      renderFile('  {% if true %}\nx\n  {% endif %}\n', {}, { lstripBlocks: true }),
      ['x\n'],
    );
  });
});

describe('what a device answered', () => {
  it('is never read as a template', () => {
    const vars = withData(
      { secret: 'x' },
      { out: { stdout: '{{ secret }}' }, line: '{{ secret }}' },
    );
    assert.equal(render('{{ out.stdout }}', vars), '{{ secret }}');
    assert.equal(render('got {{ line }}', vars), 'got {{ secret }}');
  });

  it('is not changed by a template', () => {
    const data = { list: [1] };
    const vars = withData({ own: [1] }, { data });
    assert.equal(
      render("{{ 100 | string | length }} {{ 'a' in (5 | string) | list }}", vars),
      '3 False',
    );
    assert.equal(render('{% set _ = data.list.append(2) %}{{ data.list | length }}', vars), '2');
    assert.equal(render('{% set _ = own.append(2) %}x', vars), 'x');
    assert.deepEqual([data, vars['own']], [{ list: [1] }, [1]]);
  });
});

describe('what is wrong with a template before it runs', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['{{ a | uper }}', 'there is no filter "uper". Did you mean "upper"?'],
    ['{{ a is defind }}', 'there is no test "defind". Did you mean "defined"?'],
    ["{{ lookup('evn', 'A') }}", 'there is no lookup "evn" here. Did you mean "env"?'],
    ["{{ l | map('uper') }}", 'there is no filter "uper". Did you mean "upper"?'],
    ["{{ l | selectattr('a', 'defind') }}", 'there is no test "defind". Did you mean "defined"?'],
    [
      '{{ l | random }}',
      'the filter "random" is not to be had: a run must come out the same twice',
    ],
    ['{{ a | replace("x", "y", 1, 2) }}', 'replace takes at most 3 values in parentheses'],
    ['{{ a | int(defualt=1) }}', 'int has no argument "defualt"'],
    ['{{ now() }}', 'now() is not to be had: a run does not depend on the time'],
    ['{% include "x" %}', 'there is no tag "include" here: write the text itself'],
    ['{% if a %}', '{% endif %} is missing'],
    ['{% for a in b %}{% endif %}', 'there is no tag "endif"'],
    ["{{ 'a }}", 'a quote is not closed'],
    ['{{ a === b }}', '"===" is no operator'],
    ['{{ }}', 'an expression is missing before the end'],
    ['{{ a b }}', 'expected variable end'],
    ['{% raw %}', '{% endraw %} is missing'],
  ];
  for (const [text, problem] of wrong)
    it(`is told for ${text}`, () => {
      assert.equal(templating.problemOf(text), `${problem} (in "${text}")`);
    });

  it('is nothing for what Ansible takes', () => {
    for (const text of ['x', '{{ a }}', '{% if a %}{% endif %}', '{{ x.y | default(omit) }}'])
      assert.equal(templating.problemOf(text), null);
  });
});
