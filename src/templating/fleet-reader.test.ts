import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withFleet, withPlay, type Fleet } from '../model/fleet.ts';
import type { Value, Vars } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import { withData } from '../model/templating.ts';
import { createTemplating } from './templating.ts';

/** So many hosts h0, h1, … and how often the vars of one were asked for. */
function fleetOf(count: number): { readonly fleet: Fleet; readonly asked: string[] } {
  const asked: string[] = [];
  const hosts = Array.from({ length: count }, (_, index) => `h${String(index)}`);
  const fleet: Fleet = {
    groups: ['all', 'none'],
    hosts,
    hostsOf: (group) => (group === 'all' ? hosts : []),
    varsOf: (host) => {
      asked.push(host);
      const own = { inventory_hostname: host, color: `c-${host}`, both: '{{ color }}!' };
      return withFleet({ ...own, pass: new Secret('hunter2'), bad: '{{ nope }}' }, fleet);
    },
  };
  return { fleet, asked };
}

const { fleet } = fleetOf(3);
const VARS: Vars = withPlay(
  withFleet({ inventory_hostname: 'h0', color: 'c-h0', own: 'mine' }, fleet),
  {
    hosts: ['h0', 'h2'],
    batch: ['h0'],
  },
);
const render = (text: string, vars: Vars = VARS): Value => createTemplating().render(text, vars);

describe('what a template reads of other hosts', () => {
  const cases: readonly (readonly [string, Value])[] = [
    ["{{ groups['all'] }}", ['h0', 'h1', 'h2']],
    ["{{ groups.all | length }} {{ groups.none | length }} {{ 'x' in groups }}", '3 0 False'],
    ["{{ hostvars['h1'].color }} {{ hostvars['h2']['both'] }}", 'c-h1 c-h2!'],
    ["{{ groups['all'] | map('extract', hostvars, 'color') | list }}", ['c-h0', 'c-h1', 'c-h2']],
    ['{{ hostvars | length }} {{ hostvars.keys() | list | join(",") }}', '3 h0,h1,h2'],
    ["{{ 'h1' in hostvars }} {{ 'h9' in hostvars }}", 'True False'],
    ["{{ hostvars['h1'].nothing | default('none') }}", 'none'],
    ["{{ hostvars['h1'].bad | default('none') }}", 'none'],
    ['{{ ansible_play_hosts }} {{ ansible_play_batch }}', "['h0', 'h2'] ['h0']"],
    ['{{ ansible_play_hosts_all | length }} {{ play_hosts | length }}', '2 1'],
  ];
  for (const [text, value] of cases)
    it(`is by ${text}: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(render(text), value);
    });

  it('has of its own host what it learned, too', () => {
    const vars = withData(VARS, { found: 'now' });
    const text = '{{ hostvars[inventory_hostname].found }} {{ hostvars.h0.own }}';
    assert.equal(render(text, vars), 'now mine');
  });

  it('keeps the secrets of others', () => {
    assert.ok(render('{{ hostvars.h1.pass }}') instanceof Secret, 'it is a secret');
  });

  it('tells what is not there, and lets nobody change it', () => {
    assert.throws(() => render('{{ hostvars.h1.nothing }}'), {
      code: 'TEMPLATE_FAILED',
      message: /hostvars\.h1\.nothing is not defined/,
    });
    assert.throws(() => render('{{ hostvars.h1.bad }}'), { message: /nope is not defined/ });
    assert.throws(() => render('{{ hostvars.update({"a": 1}) }}'), {
      message: /hostvars can't be changed/,
    });
  });

  it('is not defined where there is no fleet', () => {
    assert.throws(() => render('{{ groups }}', {}), { message: /groups is not defined/ });
  });

  it('costs what is asked for, and not the whole fleet', () => {
    const { fleet: large, asked } = fleetOf(10_000);
    const vars = withFleet({ inventory_hostname: 'h0' }, large);
    const templating = createTemplating();
    for (let index = 0; index < 100; index += 1)
      templating.render("{{ hostvars['h7'].both }} {{ 'h8' in hostvars }}", vars);
    assert.deepEqual([...new Set(asked)], ['h7']);
  });
});
