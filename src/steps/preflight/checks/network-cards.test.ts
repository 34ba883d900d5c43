import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P27', () => {
  it('blocks where no card has a driver and a link', () => {
    assert.equal(verdict('P27', { edit: nothing }), 'block: There is no network card.');
    assert.equal(
      verdict('P27', { edit: put('up 1', 'down 0') }),
      'block: No network card has a driver and a link.',
    );
    assert.equal(
      verdict('P27', { edit: put('virtio_net', 'driver') }),
      'block: No network card has a driver and a link.',
    );
  });

  it('blocks where a MAC does not tell the cards apart', () => {
    assert.equal(
      verdict('P27', { edit: (text) => `nic eth1 52:54:00:12:34:56 down 0 e1000\n${text}` }),
      'block: Two cards have the same MAC: 52:54:00:12:34:56.',
    );
    assert.equal(
      verdict('P27', { edit: put('52:54:00:12:34:56', '00:00:00:00:00:00') }),
      'block: eth0 has no MAC.',
    );
  });
});
