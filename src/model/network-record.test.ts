import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { certificatesOf, readRecord, recordOf } from './network-record.ts';
import { hide, unhide, type EapFile, type KnownWifi, type Network } from './network.ts';
import { masked, reveal } from './secret.ts';

const PLAIN: Network = { interfaces: [], dns: ['9.9.9.9'], search: [] };
const wifi: KnownWifi = {
  ssid: '00',
  isHidden: false,
  priority: 0,
  macs: [],
  source: 's',
  security: { kind: 'psk', psk: hide('pass"\\phrase\n') },
};

describe('the record of a network', () => {
  it('is plain JSON where nothing is secret, as in earlier versions', () => {
    assert.deepEqual(recordOf(PLAIN), [JSON.stringify(PLAIN)]);
    assert.deepEqual(readRecord(JSON.stringify(PLAIN)), PLAIN);
    for (const text of ['', '{', 'nonsense']) assert.equal(readRecord(text), null, text);
  });

  it('brings secrets back as secrets, and shows them to nobody', () => {
    const content = recordOf({ ...PLAIN, wifi: [wifi] });
    assert.doesNotMatch(masked(content), /phrase/);
    const security = readRecord(reveal(content))?.wifi?.[0]?.security;
    assert.ok(security?.kind === 'psk', 'a PSK');
    assert.equal(unhide(security.psk).reveal(), 'pass"\\phrase\n');
    assert.equal(JSON.stringify(security), '{"kind":"psk","psk":"[secret]"}');
  });

  it('names each certificate once', () => {
    const file = (path: string): EapFile => ({ use: 'ca_cert', path, isThere: true });
    const eap = (...files: readonly EapFile[]): KnownWifi => ({
      ...wifi,
      security: { kind: 'eap', eap: { files } as never },
    });
    const all = [eap(file('/a/ca.PEM'), file('/a/ca.PEM')), eap(file('/k')), wifi];
    assert.deepEqual(
      [...certificatesOf({ ...PLAIN, wifi: all })],
      [
        ['/a/ca.PEM', 'cert-1.pem'],
        ['/k', 'cert-2'],
      ],
    );
    assert.equal(certificatesOf(PLAIN).size, 0);
  });
});
