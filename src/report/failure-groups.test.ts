import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureGroups, groupText } from './failure-groups.ts';

const failed = (
  because: string,
  ...hosts: readonly string[]
): { host: string; because: string }[] => hosts.map((host) => ({ host, because }));

describe('identical failures', () => {
  it('are one group, also where each names its own device', () => {
    const groups = failureGroups([
      ...failed('no space left.', 'ber-1', 'ber-2'),
      { host: 'gx-1', because: 'gx-1 restarted' },
      { host: 'gx-2', because: 'gx-2 restarted' },
      ...failed('no space left.', 'ber-3'),
      ...failed('disk too small: 7.9 GB', 'gx-3'),
    ]);
    assert.deepEqual(
      groups.map((group) => groupText(group, 2)),
      [
        '3 devices: no space left: ber-1, ber-2 and 1 more',
        '2 devices: the device restarted: gx-1, gx-2',
        'gx-3: disk too small: 7.9 GB',
      ],
    );
  });

  it('are found by the whole name of a device only', () => {
    const same = [
      ...failed('no space on a', 'a'),
      ...failed('no space on b', 'b'),
      ...failed('no space on a', 'c'),
    ];
    assert.deepEqual(
      failureGroups(same).map(({ hosts }) => hosts),
      [['a', 'b'], ['c']],
    );
  });

  it('can not repaint a screen', () => {
    const [group] = failureGroups(failed('\u001b[2Jgone\n', 'a'));
    assert.ok(group);
    assert.equal(groupText(group), 'a: gone');
  });
});
