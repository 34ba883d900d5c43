import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fleetIn, withFleet } from '../../model/fleet.ts';
import type { Play } from '../../planning/playbook/playbook.ts';
import type { Target } from '../targets.ts';
import { knowingPlay } from './play-hosts.ts';

const FLEET = { groups: [], hosts: [], hostsOf: () => [], varsOf: () => null };
const target = (name: string): Target =>
  ({ host: { name, site: '' }, vars: withFleet({ a: name }, FLEET) }) as unknown as Target;
const play = { serial: [1, 2] } as unknown as Play;

describe('a host of a play', () => {
  const of = (sizes: Parameters<typeof knowingPlay>[0]): readonly unknown[] =>
    knowingPlay(sizes)({ play, targets: ['a', 'b', 'c'].map(target) }).targets.map(({ vars }) => [
      vars['a'],
      fleetIn(vars)?.play,
    ]);
  const hosts = ['a', 'b', 'c'];

  it('knows who is in it, and in its batch', () => {
    assert.deepEqual(of(null), [
      ['a', { hosts, batch: ['a'] }],
      ['b', { hosts, batch: ['b', 'c'] }],
      ['c', { hosts, batch: ['b', 'c'] }],
    ]);
  });

  it('is in the batch that the command line cuts', () => {
    assert.deepEqual(of([0])[0], ['a', { hosts, batch: hosts }]);
  });
});
