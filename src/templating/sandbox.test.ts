import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../model/params.ts';
import { createTemplating } from './templating.ts';

const { render } = createTemplating();

describe('a template that reaches for JavaScript', () => {
  const attempts = [
    "{{ ''.constructor.constructor('return 1')() }}",
    '{{ range.constructor("return 1")() }}',
    "{{ ''['constructor'] }}",
    '{{ [].constructor }}',
    '{{ {}.__proto__ }}',
    "{{ {}['__proto__']['polluted'] }}",
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ toString }}',
    '{{ hasOwnProperty("x") }}',
    '{{ d.constructor }}',
    '{{ d.hasOwnProperty }}',
    "{{ d | attr('constructor') }}",
    "{{ [d] | map(attribute='constructor') | list }}",
    "{{ 'x'.at }}",
    '{{ l.push(1) }}',
    '{{ l.length }}',
    '{{ cycler.constructor }}',
    '{% macro m() %}{% endmacro %}{{ m.constructor }}',
    '{{ namespace(a=1).constructor }}',
    '{% for i in l %}{{ loop.constructor }}{% endfor %}',
    "{{ ''.__class__.__mro__ }}",
    "{{ '{0.constructor}'.format(d) }}",
    '{{ joiner.__init__.__globals__ }}',
  ];
  for (const attempt of attempts)
    it(`is refused: ${attempt}`, () => {
      assert.throws(() => render(attempt, { d: { a: 1 }, l: [1] }), { code: 'TEMPLATE_FAILED' });
    });

  it('pollutes no prototype', () => {
    render("{% set x = {} %}{% set _ = x.update({'__proto__': {'p': 1}}) %}{{ x }}", {});
    render("{{ {'a': 1} | combine({'__proto__': {'p': 1}}, recursive=true) }}", {});
    render('{{ \'{"__proto__": {"p": 1}}\' | from_json }}', {});
    render('{% set ns = namespace() %}{% set ns.__proto__ = 1 %}x', {});
    assert.equal(({} as { readonly p?: unknown }).p, undefined);
  });
});

describe('a template that runs away', () => {
  const ends = (template: string, message: RegExp, vars: Vars = {}): void => {
    const startedAt = performance.now();
    assert.throws(() => render(template, vars), { code: 'TEMPLATE_FAILED', message });
    // A hang, on the slowest machine.
    assert.ok(performance.now() - startedAt < 120_000, 'it ended in time');
  };
  const big = '{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}';

  it('is ended by the number of turns', () => {
    ends(big, /^it takes more than 1000000 turns/);
  });

  it('is ended by the size of its text', () => {
    ends("{{ 'a' * 99999999 }}", /^its text is longer than/);
    ends("{{ '%99999999d' % 1 }}", /^a width is too large/);
    ends(
      "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
      /^its text is longer than/,
    );
    ends("{{ 'a'.ljust(99999999) }}", /^its text is longer than/);
    ends("{{ ('x' * 99999) | replace('x', 'y' * 9999) }}", /^its text is longer than/);
  });

  it('is ended by the length of its lists', () => {
    ends('{{ range(100001) }}', /^a list gets more than 100000 items/);
    ends('{{ [0] * 100001 }}', /^a list gets more than 100000 items/);
    ends('{{ range(999) | product(range(999)) | list }}', /^a list gets more than 100000 items/);
  });

  it('is ended by its depth', () => {
    ends('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', /^it calls itself/);
    ends(`{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`, /^it is nested too deeply/);
  });

  it('is ended by the time of a regular expression', () => {
    ends("{{ ('a' * 40 + '!') | regex_search('^(a+)+$') }}", /takes longer than 1 s/);
  });
});
