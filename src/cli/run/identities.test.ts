import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCli } from '../../../test/fakes/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-identities-'));
writeFileSync(join(folder, 'site.yml'), '- hosts: all\n  tasks:\n    - ping:\n');
const TEMPLATE = {
  ...{ apiEndpoint: 'https://api.example.com', vpnEndpoint: 'vpn.example.com', vpnPort: 443 },
  ...{ registryEndpoint: 'r.example.com', deviceType: 'intel-nuc', applicationId: 1 },
};
writeFileSync(join(folder, 'config.json'), JSON.stringify(TEMPLATE));
const lint = (host: string) => {
  writeFileSync(
    join(folder, 'fleet.yml'),
    `all:\n  vars:\n    stem_config_json: config.json\n  hosts:\n    web-1:\n      stem_config: ${host}\n`,
  );
  return runCli(['lint', join(folder, 'site.yml'), '-i', join(folder, 'fleet.yml')]);
};

describe('lint with an inventory', () => {
  it('says as whom the devices come up', async () => {
    const { code, stdout } = await lint('{apiKey: hunter2}');
    assert.equal(code, 0);
    assert.match(stdout, /^identity: 1 with a provisioning key \(web-1\)$/m);
  });

  it('ends with 65 where a config.json is wrong, and shows no key', async () => {
    const { code, stdout, stderr } = await lint('{deviceApiKey: hunter2, hostname: "-x"}');
    assert.equal(code, 65);
    assert.match(stderr, /config.json of web-1: hostname must be a host name/);
    assert.match(stderr, /config.json of web-1: deviceApiKey is of a registered device, and uuid/);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
  });

  it('ends with 65 where a proxy is wrong, and shows no password', async () => {
    const { code, stdout, stderr } = await lint(
      '{apiKey: a}\n      stem_proxy: "http://hunter2@p:1"',
    );
    assert.equal(code, 65);
    assert.match(stderr, /proxy of web-1: stem_proxy needs a login and a password, or neither/);
    const listed = await runCli(['inventory', '-i', join(folder, 'fleet.yml'), '--list']);
    assert.match(listed.stdout, /"stem_proxy": "\[secret\]"/);
    assert.doesNotMatch(listed.stdout, /hunter2/);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
  });
});
