import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { viewOf } from '../../test/fakes/report-hosts.ts';
import { deviceLine, deviceSays } from './device-now.ts';

const NOW = { system: 'new', lock: null, staging: null } as const;

describe('a device that was asked where it is', () => {
  it('is compared with the journal', () => {
    assert.equal(deviceSays(viewOf('a'), NOW, 'r1'), 'as the journal says');
    assert.equal(
      deviceSays(viewOf('a', { standing: 'failed', isTouched: true }), NOW, 'r1'),
      'as the journal says: half-way, resume goes on',
    );
    assert.equal(
      deviceSays(viewOf('a', { where: 'environment' }), NOW, 'r1'),
      'the journal last saw the environment system',
    );
    assert.equal(deviceSays(viewOf('a', { where: null }), NOW, 'r1'), 'the journal never saw it');
  });

  it('says which other run holds it', () => {
    for (const held of [{ lock: 'r2' }, { staging: 'r2' }, { lock: 'r1', staging: 'r2' }])
      assert.match(deviceSays(viewOf('a'), { ...NOW, ...held }, 'r1'), /; run r2 holds it$/);
    const own = { ...NOW, lock: 'r1', staging: 'r1' };
    assert.equal(deviceSays(viewOf('a'), own, 'r1'), 'as the journal says');
  });

  it('is one line', () => {
    assert.equal(deviceLine(viewOf('a'), 'new', 'x'), 'a: the new system is up; x');
    assert.equal(
      deviceLine(viewOf('a', { site: 'rome' }), 'old', 'x'),
      'a (rome): the old system is up; x',
    );
  });
});
