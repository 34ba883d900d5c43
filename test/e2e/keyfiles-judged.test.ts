import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { keyfilesOf } from '../../src/commands/keyfiles.ts';
import { wpaConfig } from '../../src/commands/wpa-supplicant.ts';
import { readWpaSupplicant } from '../../src/facts/network-config/wpa-supplicant.ts';
import { readNetworkManager } from '../../src/facts/network-config/network-manager.ts';
import { hexOf } from '../../src/model/bytes.ts';
import {
  hide,
  pskSecurity,
  routeTo,
  unhide,
  wepSecurity,
  type Interface,
  type KnownWifi,
  type Network,
  type WifiSecurity,
} from '../../src/model/network.ts';
import { portablePsk, pskOf } from '../../src/model/psk.ts';
import { reveal } from '../../src/model/secret.ts';
import { buildStandInOs } from '../../vagrant/images/stand-in-os.ts';

/** With the root of the lab's new system: its NetworkManager judges what we write, and no machine gets one installed for that. */
const root = mkdtempSync(join(tmpdir(), 'stem-judge-'));
before(async () => {
  const { rootTar } = await buildStandInOs((line) => process.stderr.write(`${line}\n`));
  execFileSync('tar', ['--zstd', '-xpf', rootTar, '-C', root, '--exclude=./dev/*']);
});
after(() => {
  rmSync(root, { recursive: true });
});

const SEED = process.env['STEM_SEED'];
const seeded = SEED === undefined ? {} : { seed: Number(SEED) };

const MAC = '52:54:00:12:34:56';
const wifi = (ssid: string, security: WifiSecurity): Network => ({
  interfaces: [],
  dns: [],
  search: [],
  wifi: [{ ssid: hexOf(ssid), isHidden: true, priority: 3, macs: [MAC], source: '', security }],
});
const bytes = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength, maxLength })
    .map((array) => Array.from(array, (byte) => String.fromCharCode(byte)).join(''));
const of = (chars: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from(chars, (char) => char)), { minLength, maxLength })
    .map((all) => all.join(''));
const ssids = fc.oneof(bytes(1, 32), of('0123456789;', 1, 12), of(' \\;"#=[]a\t\n', 1, 32));
const phrases = fc.oneof(of(' \\;"#=[]sat', 8, 63), bytes(8, 20));

/** The keyfile as NetworkManager itself writes it when it has read ours. */
function rewritten(network: Network): string {
  const [file] = keyfilesOf(network, '/certs');
  const { stdout, stderr, status } = spawnSync(
    'chroot',
    [root, 'nmcli', '--offline', 'connection', 'modify', 'connection.autoconnect', 'yes'],
    { input: reveal(file?.content ?? []), encoding: 'latin1', timeout: 20_000 },
  );
  assert.deepEqual([status, stderr], [0, ''], stdout);
  return stdout;
}

function readBack(network: Network): KnownWifi['security'] & { readonly ssid: string } {
  const [one] = readNetworkManager(rewritten(network), { source: '', isFile: () => true });
  assert.ok(one?.wifi, 'a radio network');
  assert.deepEqual([one.mac, one.wifi.isHidden, one.wifi.priority], [MAC, true, 13]);
  return { ...one.wifi.security, ssid: one.wifi.ssid };
}

describe('NetworkManager', () => {
  it('reads the name and the passphrase of any radio network as they are', () => {
    fc.assert(
      fc.property(ssids, phrases, (ssid, phrase) => {
        const read = readBack(wifi(ssid, pskSecurity(phrase)));
        assert.equal(read.ssid, hexOf(ssid));
        assert.ok(read.kind === 'psk', read.kind);
        assert.equal(unhide(read.psk).reveal(), portablePsk(phrase, ssid));
      }),
      { numRuns: 60, ...seeded },
    );
  });

  it('reads WEP keys, passwords of WPA3 and WPA-Enterprise', () => {
    const wep = readBack(wifi('a', wepSecurity('abcde', 2)));
    assert.ok(wep.kind === 'wep' && wep.index === 2, wep.kind);
    assert.equal(readBack(wifi('a', { kind: 'open' })).kind, 'open');
    assert.equal(readBack(wifi('a', { kind: 'sae', password: hide(' p\\;') })).kind, 'sae');
    const text = rewritten(
      wifi('a', {
        kind: 'eap',
        eap: {
          methods: ['PEAP'],
          identity: ' pc\\x',
          anonymousIdentity: 'anyone',
          password: hide('p\xff'),
          phase2: 'MSCHAPV2',
          isPhase2Eap: false,
          domainSuffix: 'example.com',
          subjectMatch: '/CN=radius',
          keyPassword: null,
          files: [{ use: 'ca_cert', path: '/etc/ca.pem', isThere: true }],
        },
      }),
    );
    for (const line of [
      'eap=peap;',
      'identity=\\s' + 'pc\\\\x',
      'password-raw=112;255;',
      'phase2-auth=mschapv2',
      'ca-cert=/certs/cert-1.pem',
      'domain-suffix-match=example.com',
    ])
      assert.ok(text.split('\n').includes(line), `${line} in\n${text}`);
  });
});

describe('NetworkManager, of WPA-Enterprise as wpa_supplicant has it', () => {
  const IDENTITY = 'identity="pc"\npassword="pw"';
  const LINES: Readonly<Record<string, string>> = {
    'no inner method': `eap=PEAP\n${IDENTITY}`,
    'no method at all': IDENTITY,
    'TTLS without an inner method': `eap=TTLS\n${IDENTITY}`,
    'TTLS with PAP': `eap=TTLS\n${IDENTITY}\nphase2="auth=PAP"`,
    'an inner method of EAP': `eap=PEAP\n${IDENTITY}\nphase2="auth=EAP-MSCHAPV2"`,
    'a key and its certificate in one file':
      'eap=TLS\nidentity="pc"\nprivate_key="/u.p12"\nprivate_key_passwd="k"',
    'a password alone': `eap=PWD\n${IDENTITY}`,
  };

  for (const [what, lines] of Object.entries(LINES))
    it(`takes ${what}`, () => {
      const text = `network={\nssid="a"\nkey_mgmt=WPA-EAP\n${lines}\n}\n`;
      const [read] = readWpaSupplicant(text, { source: '', isFile: () => true });
      const security = read?.wifi?.security ?? assert.fail('it is not read');
      assert.equal(security.kind, 'eap', JSON.stringify(security));
      assert.match(rewritten(wifi('a', security)), /^key-mgmt=wpa-eap$/m);
    });
});

describe('NetworkManager, of addresses', () => {
  it('reads addresses, routes, VLANs, the MTU and what the DHCP client calls itself', () => {
    const nic: Interface = {
      mac: MAC,
      name: 'eth0.5',
      kind: 'vlan',
      vlan: 5,
      isDhcp: false,
      isAdvertised: false,
      addresses: ['192.168.1.20/24', 'fd00::20/64'],
      routes: [
        routeTo('default', '192.168.1.1'),
        { ...routeTo('10.8.0.0/16', '192.168.2.9'), isOnLink: true },
        routeTo('172.16.0.0/12', null),
        routeTo('default', 'fd00::1'),
      ],
      mtu: 1400,
    };
    const text = rewritten({ interfaces: [nic], dns: ['9.9.9.9'], search: ['example.com'] });
    for (const line of [
      'type=vlan',
      'id=5',
      `mac-address=${MAC.toUpperCase()}`,
      'mtu=1400',
      'address1=192.168.1.20/24,192.168.1.1',
      'route1=10.8.0.0/16,192.168.2.9',
      'route1_options=onlink=true',
      'route2=172.16.0.0/12',
      'dns=9.9.9.9;',
      'dns-search=example.com;',
      'address1=fd00::20/64,fd00::1',
    ])
      assert.ok(text.toUpperCase().split('\n').includes(line.toUpperCase()), `${line} in\n${text}`);
    const dhcp = { ...nic, kind: undefined, isDhcp: true, clientId: '01:52:54' };
    const { kind, ...cable } = dhcp;
    assert.equal(kind, undefined);
    const lines = rewritten({ interfaces: [cable], dns: [], search: [] }).split('\n');
    assert.ok(lines.includes('dhcp-client-id=01:52:54'), lines.join('\n'));
  });
});

describe('wpa_supplicant', () => {
  const accepts = (text: string): string => {
    const dir = mkdtempSync(join(tmpdir(), 'stem-wpa-'));
    try {
      const file = join(dir, 'w.conf');
      writeFileSync(file, text, { mode: 0o600 });
      // It reads the file first, and ends since there is no such interface.
      const { stdout } = spawnSync(
        'wpa_supplicant',
        ['-dd', '-Dwired', '-i', 'stem-none', '-c', file],
        { encoding: 'utf8', timeout: 20_000 },
      );
      return stdout;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };

  it('takes every file that we write, without a line to complain about', () => {
    const all = fc.sample(fc.tuple(ssids, phrases), { numRuns: 60, ...seeded });
    const text = all.map(([ssid, phrase]) =>
      reveal(wpaConfig(wifi(ssid, pskSecurity(phrase)), MAC)),
    );
    const said = accepts(text.join(''));
    assert.match(said, /Reading configuration file/);
    assert.doesNotMatch(said, /Line \d+: (?!')|Failed to read or parse|Invalid/);
    assert.equal(said.match(/^ssid - hexdump/gm)?.length, all.length);
    const bad = accepts('network={\n\tssid="x"\n\tpsk="short"\n}\n');
    assert.match(bad, /Line 3: /);
  });

  it('makes the same key of a passphrase', () => {
    fc.assert(
      fc.property(of('abc "\\#;', 8, 63), of('xyz ;\\', 1, 32), (phrase, ssid) => {
        const { stdout } = spawnSync('wpa_passphrase', [ssid, phrase], { encoding: 'latin1' });
        assert.match(stdout, new RegExp(`\n\tpsk=${pskOf(phrase, ssid)}\n`));
      }),
      { numRuns: 20, ...seeded },
    );
  });
});
