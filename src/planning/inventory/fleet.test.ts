import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetIn } from '../../model/fleet.ts';
import { fleetOf } from './fleet.ts';
import { parseInventory } from './parse-ini.ts';

const INI = '[web]\na color=red\nb color=blue\n[db]\nc\n[site:children]\nweb\n';

describe('the inventory as templates see it', () => {
  const fleet = fleetOf(parseInventory(INI, 'fleet.ini'), { color: 'said' });

  it('has its groups and hosts', () => {
    assert.deepEqual(fleet.groups.toSorted(), ['all', 'db', 'site', 'ungrouped', 'web']);
    assert.deepEqual(
      [fleet.hosts, fleet.hostsOf('site'), fleet.hostsOf('ungrouped')],
      [['c', 'a', 'b'], ['a', 'b'], []],
    );
  });

  it('has the vars of each host, computed once, below those of the command line', () => {
    const vars = fleet.varsOf('b');
    assert.deepEqual([vars?.['inventory_hostname'], vars?.['color']], ['b', 'said']);
    assert.equal(fleet.varsOf('b'), vars);
    assert.equal(fleetIn(vars ?? {}), fleet);
    assert.equal(fleet.varsOf('none'), null);
  });
});
