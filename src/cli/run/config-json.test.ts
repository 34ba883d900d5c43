import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { StemError } from '../../model/errors.ts';
import type { Content } from '../../model/secret.ts';
import { reveal, Secret } from '../../model/secret.ts';
import type { Vars } from '../../model/params.ts';
import { CLOSED_VAULT } from '../secrets/vault.ts';
import { hostConfigs, identityLine, type HostConfig } from './config-json.ts';

const TEMPLATE = {
  apiEndpoint: 'https://api.example.com',
  vpnEndpoint: 'vpn.example.com',
  vpnPort: 443,
  registryEndpoint: 'registry.example.com',
  deviceType: 'genericx86-64-ext',
  applicationId: 1234,
  apiKey: 'provision-me',
  persistentLogging: true,
};
const UUID = 'a'.repeat(32);
const REGISTERED = {
  uuid: UUID,
  deviceId: 4711,
  registered_at: 1_795_475_134,
  deviceApiKey: new Secret('only-mine'),
} as unknown as Vars[string];

interface Written {
  readonly folder: string;
  readonly configs: (hosts: Hosts) => ReadonlyMap<string, HostConfig>;
  readonly failure: (hosts: Hosts) => StemError;
}
type Hosts = Readonly<Record<string, Vars>>;

/** A folder with the template, for the suite that asks for it. */
function written(): Written {
  const folder = mkdtempSync(join(tmpdir(), 'stem-config-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(TEMPLATE));
  const configs = (hosts: Hosts): ReadonlyMap<string, HostConfig> =>
    hostConfigs(
      Object.entries(hosts).map(([name, vars]) => ({
        name,
        vars: {
          inventory_dir: folder,
          stem_config_json: 'config.json',
          os_device_type: 'genericx86-64-ext',
          inventory_hostname: name,
          ...vars,
        },
      })),
      { inventory: [join(folder, 'fleet.ini')], vault: CLOSED_VAULT },
    );
  const failure = (hosts: Hosts): StemError => {
    try {
      configs(hosts);
    } catch (error) {
      if (error instanceof StemError) return error;
      throw error;
    }
    return assert.fail('nothing is wrong');
  };
  return { folder, configs, failure };
}

describe('the config.json of hosts', () => {
  const { configs } = written();

  it('are the template with what the inventory says over it, secrets apart', () => {
    const found = configs({ 'web-1': { stem_config: REGISTERED }, 'web-2': {} });
    const vars = found.get('web-1')?.vars ?? {};
    const content = vars['config_json'] as Content;
    assert.ok(
      content.every((part) => part instanceof Secret || !/only-mine|provision-me/.test(part)),
      'its keys are secret',
    );
    const parsed = JSON.parse(reveal(content)) as Record<string, unknown>;
    assert.deepEqual(
      [parsed['deviceApiKey'], parsed['persistentLogging'], parsed['uuid']],
      ['only-mine', true, UUID],
    );
    assert.deepEqual(vars['config_endpoints'], [
      'api.example.com:443',
      'vpn.example.com:443',
      'registry.example.com:443',
    ]);
    assert.equal(vars['config_application'], 1234);
    assert.equal(vars['config_has_login'], false);
    assert.equal(
      identityLine(found),
      'identity: 1 pre-registered (web-1), 1 with a provisioning key (web-2)',
    );
  });

  it('may be made of templates', () => {
    const found = configs({
      'web-1': {
        secret_key: new Secret('from-vault'),
        stem_config: { apiKey: '{{ secret_key }}', hostname: '{{ inventory_hostname }}' },
      },
    });
    const text = reveal(found.get('web-1')?.vars['config_json'] as Content);
    assert.match(text, /"apiKey": "from-vault"/);
    assert.match(text, /"hostname": "web-1"/);
    const plain = configs({ 'web-1': { stem_config: { apiKey: 'of-{{ inventory_hostname }}' } } });
    const shown = (plain.get('web-1')?.vars['config_json'] as Content).filter(
      (part) => !(part instanceof Secret),
    );
    assert.doesNotMatch(shown.join(''), /of-web-1/);
  });
});

describe('the config.json of hosts where something is wrong', () => {
  const { folder, failure } = written();

  it('are refused with all that is wrong, and with no key in the text', () => {
    const { code, message } = failure({
      'web-1': { stem_config: { vpnPort: 0, deviceType: 'raspberrypi3' } },
      'web-2': { stem_config: REGISTERED },
      'web-3': { stem_config: REGISTERED },
      'web-4': { stem_config_json: 'none.json' },
    });
    assert.equal(code, 'INVENTORY_INVALID');
    assert.doesNotMatch(message, /only-mine|provision-me/);
    for (const line of [
      'config.json of web-1: vpnPort must be a port',
      'config.json of web-1: deviceType is raspberrypi3, and the bundle is for genericx86-64-ext',
      'config.json of web-2, web-3: they have the same uuid',
      'config.json of web-2, web-3: they have the same deviceApiKey',
    ])
      assert.ok(message.includes(line), `${line}\n${message}`);
    assert.match(message, /^config\.json of web-4: .*none\.json/m);
  });

  it('are refused where there is neither a template nor a var, or a template that is no JSON', () => {
    const bare = { name: 'web-1', vars: { os_layout: 'balena' } };
    assert.throws(() => hostConfigs([bare], { inventory: [], vault: CLOSED_VAULT }), {
      message:
        'config.json of web-1: stem_config_json or stem_config is missing: balenaOS needs a config.json',
    });
    writeFileSync(join(folder, 'broken.json'), '{"apiKey": "provision-me"');
    const { message } = failure({ 'web-1': { stem_config_json: 'broken.json' } });
    assert.match(message, /broken\.json is no JSON$/);
  });
});
