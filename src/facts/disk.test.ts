import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { extent, mountedAt, swaps, volume } from './disk.ts';

describe('what lies on a device', () => {
  const fact = volume('/dev/sda5');

  it('is read from the words of blkid, also where a label looks like one', () => {
    assert.deepEqual(
      fact.parse(answer('DEVNAME=/dev/sda5\nLABEL=a=b TYPE=ext4\nUUID=5e1f\nTYPE=swap\n')),
      {
        type: 'swap',
        label: 'a=b TYPE=ext4',
        uuid: '5e1f',
      },
    );
    assert.deepEqual(fact.parse(answer('\n=\nTYPES=x\n')), { type: '', label: '', uuid: '' });
  });

  it('is nothing where blkid finds nothing', () => {
    assert.equal(fact.parse(answer('TYPE=swap\n', 2)), null);
  });
});

describe('active swap', () => {
  it('is named by the first word of each row but the title', () => {
    const title = 'Filename\t\t\tType\t\tSize\tUsed\tPriority\n';
    assert.deepEqual(
      swaps.parse(answer(`${title}/dev/sda5 partition\t1571836\t0\t-1\n/a\\040b file 1 0 -2\n`)),
      ['/dev/sda5', '/a\\040b'],
    );
    assert.deepEqual(swaps.parse(answer(title)), []);
    assert.deepEqual(swaps.parse(answer('')), []);
  });
});

describe('a mount', () => {
  const fact = mountedAt('/run/stem/staging');

  it('is the last one at exactly that directory', () => {
    const rows =
      '/dev/sdb1 /run/stem/staging ext4 rw 0 0\n/dev/sda5 /run/stem/staging ext4 rw 0 0\n/dev/sdc1 /run/stem/staging/x ext4 rw 0 0\n';
    assert.equal(fact.parse(answer(rows)), '/dev/sda5');
    assert.equal(mountedAt('/run/stem').parse(answer(rows)), null);
    assert.equal(fact.parse(answer('')), null);
  });

  it('is gone after a boot', () => {
    assert.equal(fact.afterBoot?.('/dev/sda5'), null);
  });
});

describe('the extent of a partition', () => {
  const parse = (stdout: string, exitCode = 0): unknown =>
    extent('/dev/sda5').parse(answer(stdout, exitCode));

  it('is two numbers above zero, or nothing', () => {
    assert.deepEqual(parse('29362176\n4190208\n'), { start: 29362176, length: 4190208 });
    for (const broken of ['', '29362176\n', '\n4190208\n', 'a\nb\n', '0\n8\n', '8\n0\n', '-8\n8\n'])
      assert.equal(parse(broken), null, JSON.stringify(broken));
    assert.equal(parse('29362176\n4190208\n', 1), null);
  });
});
