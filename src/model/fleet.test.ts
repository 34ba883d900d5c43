import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetIn, withFleet, withPlay, type Fleet } from './fleet.ts';

const FLEET: Fleet = {
  groups: ['all'],
  hosts: ['a'],
  hostsOf: () => ['a'],
  varsOf: () => null,
};

describe('the fleet behind the vars of a host', () => {
  it('goes with copies of them, and is none of their entries', () => {
    const vars = { ...withFleet({ a: 1 }, FLEET), b: 2 };
    assert.equal(fleetIn(vars), FLEET);
    assert.equal(JSON.stringify(vars), '{"a":1,"b":2}');
    assert.equal(fleetIn({ a: 1 }), undefined);
  });

  it('knows the play, where there is a fleet at all', () => {
    const play = { hosts: ['a', 'b'], batch: ['a'] };
    assert.deepEqual(fleetIn(withPlay(withFleet({}, FLEET), play)), { ...FLEET, play });
    assert.equal(fleetIn(withPlay({}, play)), undefined);
  });
});
