import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { Network } from '../../model/network.ts';
import { identityStep } from './identity.ts';

const PARAMS = identityStep.params({ stem_login_user: 'pilot', stem_run_id: 'run-1' });
const nic = (addresses: readonly string[]) =>
  ({
    mac: '52:54:00:12:34:56',
    name: 'eth0',
    isDhcp: true,
    isAdvertised: false,
    addresses,
    routes: [],
  }) as const;
const netOf = (...interfaces: Network['interfaces']): Network => ({
  interfaces,
  dns: ['10.0.2.3'],
  search: [],
});
const NETWORK = netOf(nic(['10.0.2.15/24']), nic([]));
const FACTS = {
  sealed: null,
  network: NETWORK,
  hostname: 'web-1',
  recorded: null,
  recordedName: null,
  hasLogins: false,
};

describe('staging/identity', () => {
  it('is needed where some interface has an address', () => {
    assert.deepEqual(identityStep.check(FACTS, PARAMS), {
      kind: 'needed',
      because: '2 interfaces',
    });
  });

  it('is blocked where none has one: in the environment nobody would reach the device', () => {
    for (const network of [netOf(), netOf(nic([]))])
      assert.deepEqual(identityStep.check({ ...FACTS, network }, PARAMS), {
        kind: 'blocked',
        because: 'no physical interface has an address of its own',
        hint: 'Look at `ip addr`: the uplink may be a bridge, a VPN or a modem.',
      });
  });

  it('is done by the seal of this run; what another run took may be out of date', () => {
    assert.equal(identityStep.check({ ...FACTS, sealed: 'run-1' }, PARAMS).kind, 'satisfied');
    for (const sealed of ['', 'run-0'])
      assert.equal(identityStep.check({ ...FACTS, sealed }, PARAMS).kind, 'needed');
  });

  it('records the network, collects keys and logins on the device, and seals last', () => {
    const lines = linesOf(identityStep.apply(FACTS, PARAMS));
    assert.deepEqual(
      lines.map((line) => line.split(' ').slice(0, 2).join(' ')),
      [
        'write /run/stem/staging/identity/etc/stem/hostname',
        'write /run/stem/staging/identity/etc/stem/network',
        'write /run/stem/staging/identity/network.json',
        'stem-identity /run/stem/staging/identity',
        'write /run/stem/staging/identity/.sealed',
      ],
    );
    assert.match(lines[0] ?? '', / \(600\): "web-1\\n"$/);
    assert.match(lines[1] ?? '', /address 52:54:00:12:34:56 10\.0\.2\.15\/24\\n/);
    assert.match(lines[3] ?? '', / \/run\/stem\/staging pilot$/);
    assert.match(lines[4] ?? '', / \(600\): "run-1"$/);
  });

  it('takes root where no user is named', () => {
    const params = identityStep.params({ stem_run_id: 'run-1' });
    assert.match(linesOf(identityStep.apply(FACTS, params))[3] ?? '', / root$/);
  });

  it('leaves what install/configure reads, sealed', () => {
    const after = identityStep.expect(FACTS, PARAMS);
    assert.deepEqual(after, {
      ...FACTS,
      sealed: 'run-1',
      recorded: NETWORK,
      recordedName: 'web-1\n',
      hasLogins: true,
    });
    assert.equal(identityStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(identityStep.verify(FACTS, PARAMS, []), {
      ok: false,
      because: 'the seal is missing',
    });
    assert.equal(identityStep.rollback.kind, 'nothing-to-undo');
  });
});
