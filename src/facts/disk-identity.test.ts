import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { diskIdentity } from './disk-identity.ts';

describe('the identity of a disk', () => {
  const fact = diskIdentity('/dev/sda');

  it('is what the device says of it', () => {
    assert.deepEqual(
      fact.parse(answer('sectors 31277232\nserial ATA_16GB A1\nsignature 1d2c0b00\n')),
      { sectors: '31277232', serial: 'ATA_16GB A1', signature: '1d2c0b00' },
    );
  });

  it('is empty where the device does not know it', () => {
    const nothing = { sectors: '', serial: '', signature: '' };
    assert.deepEqual(fact.parse(answer('sectors \nserial \nsignature \n')), nothing);
    assert.deepEqual(fact.parse(answer('')), nothing);
  });
});
