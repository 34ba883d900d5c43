import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import { hostVars } from './host-vars.ts';
import { parseInventory } from './parse-ini.ts';

const varsOf = (name: string, text: string): Vars =>
  hostVars(parseInventory(text.replaceAll(' | ', '\n'), 'fleet.ini'), name);

const xOf = (text: string): unknown => varsOf('h', text)['x'];

describe('the vars of a host', () => {
  it('are those of all, then of parents, then of children, then its own', () => {
    const tree = '[p:children] | c | [c] | h | [all:vars] | x=all | [p:vars] | x=p';
    assert.equal(xOf(tree), 'p');
    assert.equal(xOf(`${tree} | [c:vars] | x=c`), 'c');
    assert.equal(xOf(`${tree} | [c:vars] | x=c | [d] | h x=h`), 'h');
    assert.equal(xOf(`${tree} | [c:vars] | x=c | [p:vars] | ansible_group_priority=100`), 'c');
  });

  it('come from the later name of two groups of one depth, or from the higher priority', () => {
    const two = '[b] | h | [a] | h | [a:vars] | x=a | [b:vars] | x=b';
    assert.equal(xOf(two), 'b');
    assert.equal(xOf(`${two} | [a:vars] | ansible_group_priority=10`), 'a');
    assert.equal(xOf(`${two} | [a:vars] | ansible_group_priority='7'`), 'a');
    assert.equal(xOf(`${two} | [b:vars] | ansible_group_priority=-1`), 'a');
  });

  it('take the depth of the longest way', () => {
    const tree = '[z:children] | d | [d] | h | [y] | h';
    assert.equal(xOf(`${tree} | [d:vars] | x=d | [z:vars] | x=z | [y:vars] | x=y`), 'd');
  });

  it('of an ungrouped host come from `ungrouped` before those of `all`', () => {
    assert.equal(xOf('h | [ungrouped:vars] | x=u | [all:vars] | x=all'), 'u');
  });

  it('end with what Ansible knows of the host', () => {
    const text = '[g] | h.example.com inventory_hostname=no | [f:children] | g | [a] | 10.0.0.1';
    assert.deepEqual(varsOf('h.example.com', text), {
      inventory_hostname: 'h.example.com',
      inventory_hostname_short: 'h',
      group_names: ['f', 'g'],
      ansible_check_mode: false,
    });
    assert.equal(varsOf('10.0.0.1', text)['inventory_hostname_short'], '10.0.0.1');
  });

  it('may have any name', () => {
    const vars = varsOf('h', 'h __proto__=1 constructor=2');
    assert.deepEqual([Object.entries(vars)[0], vars.constructor], [['__proto__', 1], 2]);
  });

  it('are asked of a host that there is', () => {
    assert.throws(() => varsOf('wbe1', 'web1'), {
      code: 'NO_HOSTS',
      message: 'no host is called wbe1. Did you mean "web1"?',
    });
  });
});
