import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { Network } from '../../model/network.ts';
import { adaptStep } from './adapt.ts';

const PARAMS = adaptStep.params({ bundle_sha256: 'abc' });
const FACTS = {
  sealed: null as string | null,
  mounted: '/dev/sda2' as string | null,
  network: null as Network | null,
};

describe('install/adapt', () => {
  it('puts timer, mark and a place for seals into the image, and seals last', () => {
    const lines = linesOf(adaptStep.apply(FACTS, PARAMS)).map((line) =>
      line.replace(/ \(\d+\): .*$/s, ''),
    );
    assert.deepEqual(lines, [
      'write /run/stem/root/usr/lib/stem/trial',
      'write /run/stem/root/etc/systemd/system.conf.d/stem-trial.conf',
      'write /run/stem/root/etc/systemd/system/stem-trial.service',
      'mkdir -p /run/stem/root/etc/systemd/system/sysinit.target.wants',
      'ln -sfn /etc/systemd/system/stem-trial.service /run/stem/root/etc/systemd/system/sysinit.target.wants/stem-trial.service',
      'stem-adapt-image /run/stem/resin/state /run/stem/root',
      'write /run/stem/root/etc/stem-system',
      'write /run/stem/staging/stem/images-adapted',
    ]);
  });

  it('gives the image a timer that runs in every boot', () => {
    const unit = linesOf(adaptStep.apply(FACTS, PARAMS))[2] ?? '';
    assert.match(unit, /ExecStart=\/bin\/sh \/usr\/lib\/stem\/trial/);
    assert.doesNotMatch(unit, /ConditionKernelCommandLine/);
  });

  it('is done by its seal, and needs the root', () => {
    assert.equal(adaptStep.check(FACTS, PARAMS).kind, 'needed');
    assert.equal(adaptStep.check({ ...FACTS, sealed: 'other' }, PARAMS).kind, 'needed');
    assert.equal(
      adaptStep.check({ ...FACTS, mounted: null }, PARAMS).because,
      'the new root is not mounted',
    );
    const after = adaptStep.expect(FACTS, PARAMS);
    assert.equal(adaptStep.check({ ...after, mounted: null }, PARAMS).kind, 'satisfied');
    assert.equal(adaptStep.verify(after, PARAMS, []).ok, true);
    assert.equal(adaptStep.verify(FACTS, PARAMS, []).ok, false);
    assert.equal(adaptStep.rollback.kind, 'redo');
  });

  it('keeps the addresses of the device, a file each, that only root may read', () => {
    const nic: Network['interfaces'][number] = {
      ...{ name: 'eth0', mac: '52:54:00:12:34:56', isDhcp: false, isAdvertised: false },
      ...{ addresses: [], routes: [] },
    };
    const network: Network = {
      interfaces: [
        { ...nic, addresses: ['10.0.2.15/24'] },
        nic,
        { ...nic, name: 'eth1', mac: '52:54:00:12:34:57', isDhcp: true },
      ],
      dns: ['10.0.2.3'],
      search: [],
    };
    const lines = linesOf(adaptStep.apply({ ...FACTS, network }, PARAMS));
    assert.deepEqual(
      lines
        .filter((line) => line.includes('system-connections'))
        .map((line) => line.replace(/: .*$/s, '')),
      ['1', '2'].map(
        (index) => `write /run/stem/resin/boot/system-connections/stem-${index}.nmconnection (600)`,
      ),
    );
    assert.match(lines[0] ?? '', /10\.0\.2\.15\/24/);
  });
});
