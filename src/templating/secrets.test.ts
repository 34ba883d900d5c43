import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Value, Vars } from '../model/params.ts';
import { masked, reveal, Secret } from '../model/secret.ts';
import { createTemplating } from './templating.ts';

const templating = createTemplating();
const { render } = templating;

const vars = {
  password: new Secret('hunter22'),
  db: { user: 'u', pass: new Secret('pw') },
  derived: 'p={{ password }}',
} as unknown as Vars;
const text = (value: Value): readonly [string, string] => {
  const parts = value instanceof Secret ? [value] : (value as readonly (string | Secret)[]);
  return [masked(parts), reveal(parts)];
};

describe('a secret in a template', () => {
  it('stays one, and the text around it stays text', () => {
    assert.deepEqual(text(render('{{ password }}', vars)), ['[secret]', 'hunter22']);
    assert.deepEqual(text(render('a {{ password }} b', vars)), ['a [secret] b', 'a hunter22 b']);
    assert.deepEqual(text(render('{{ derived }}!', vars)), ['p=[secret]!', 'p=hunter22!']);
    assert.deepEqual(templating.renderFile('x={{ db.pass }}\n', vars).map(String), [
      'x=',
      '[secret]',
      '\n',
    ]);
  });

  it('stays one through filters, methods, slices and loops', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['{{ password | upper }}', 'HUNTER22'],
      ['{{ password.replace("2", "3") }}', 'hunter33'],
      ['{{ password[:6] }}', 'hunter'],
      ['{{ "x" ~ password }}', 'xhunter22'],
      ['{{ "%s" % password }}', 'hunter22'],
      ['{{ "-".join([password, "y"]) }}', 'hunter22-y'],
      ['{{ password | length }}', '8'],
      ['{{ db | to_json }}', '{"user": "u", "pass": "pw"}'],
      ['{{ nothing | default(password) }}', 'hunter22'],
      ['{{ [password] | first }}', 'hunter22'],
      ['{{ true | ternary(password, 1) }}', 'hunter22'],
      ['{% for p in [password] %}{{ p }}{% endfor %}', 'hunter22'],
      ['{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(password) }}', '<hunter22>'],
      ['{% set x = password | b64encode %}{{ x }}', 'aHVudGVyMjI='],
      ['{{ password | hash("md5") }}', '93c14cd2abd8f6a1e6ee10ba16ff4f27'],
    ];
    for (const [template, wanted] of cases) {
      const [shown, real] = text(render(template, vars));
      assert.ok(
        !shown.includes('hunter') && !shown.includes('pw') && shown.includes('[secret]'),
        `${template}: ${shown}`,
      );
      if (!template.includes('md5')) assert.equal(real, wanted, template);
    }
  });

  it('stays one inside lists and mappings', () => {
    const value = render({ a: '{{ db }}', b: '{{ [1, password] }}' }, vars) as unknown as {
      readonly a: { readonly user: string; readonly pass: unknown };
      readonly b: readonly unknown[];
    };
    assert.equal(value.a.user, 'u');
    assert.ok(value.a.pass instanceof Secret && value.b[1] instanceof Secret, 'both are secrets');
    assert.deepEqual(render("{{ [db] | map(attribute='user') | list }}", vars), ['u']);
  });

  it('can be compared', () => {
    const holds = (expression: string): boolean => {
      const compiled = templating.compile(expression);
      assert.ok(compiled.kind === 'test', expression);
      return compiled.test(vars);
    };
    assert.equal(holds('password == "hunter22"'), true);
    assert.equal(holds('password is match("h") and password | length > 7'), true);
    assert.equal(holds('"22" in password and password != db.pass'), true);
    assert.equal(holds('password'), true);
  });
});
