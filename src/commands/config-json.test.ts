import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { KEPT_HOSTNAME, KEPT_KEYS } from '../model/config-words.ts';
import { IDENTITY, NEW_BOOT } from '../model/paths.ts';
import { CONFIG_FILE, CONFIG_SEAL, writeConfigJson } from './config-json.ts';

const WORDS = { hostname: KEPT_HOSTNAME, keys: KEPT_KEYS };
const given = (config: object): string => `${JSON.stringify(config, null, 2)}\n`;
const KEYS = [
  'ssh-ed25519 AAAA me@there',
  'command="say \\"hi\\" & go" ssh-rsa BBBB',
  'ssh-rsa CCCC J\u00f6rg\ttab',
];

describe('config.json on the device', () => {
  const box = sandboxed((fresh) => {
    fresh.put(`${IDENTITY}/etc/stem/hostname`, 'web-1\n');
    fresh.put(`${IDENTITY}/root/.ssh/authorized_keys`, `# mine\n\n${KEYS.join('\n')}\n`);
    fresh.put(`${NEW_BOOT}/config.json`, '{}');
  });
  const write = (input: string) => box().run(writeConfigJson('c0ffee', WORDS), { input });
  const read = (): { hostname: string; os: { sshKeys: string[] } } =>
    JSON.parse(box().text(CONFIG_FILE)) as { hostname: string; os: { sshKeys: string[] } };

  it('gets the name and the keys of the device, whatever is in these', () => {
    const { exitCode, stdout, stderr } = write(
      given({
        apiKey: 'not to be told',
        hostname: KEPT_HOSTNAME,
        os: { sshKeys: [KEPT_KEYS, KEYS[0], 'ssh-rsa DDDD'] },
      }),
    );
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /^[\da-f]{64}\n$/);
    assert.equal(read().hostname, 'web-1');
    assert.deepEqual(read().os.sshKeys, [...KEYS.slice(1), KEYS[0], 'ssh-rsa DDDD']);
    assert.equal(box().text(CONFIG_SEAL), 'c0ffee\n');
    assert.equal(statSync(box().at(CONFIG_FILE)).mode & 0o777, 0o600);
    for (const left of ['/run/stem/config.json', '/run/stem/config.json.in'])
      assert.equal(existsSync(box().at(left)), false, left);
  });

  it('keeps another name that is given, and is JSON where nobody logs in by key', () => {
    box().put(`${IDENTITY}/root/.ssh/authorized_keys`, '');
    for (const sshKeys of [[KEPT_KEYS], [KEPT_KEYS, 'mine']]) {
      assert.equal(write(given({ hostname: 'other', os: { sshKeys } })).exitCode, 0);
      assert.equal(read().hostname, 'other');
      assert.deepEqual(read().os.sshKeys, sshKeys.slice(1));
    }
  });

  it('is not touched where the disk keeps something else, and nothing of it is told', () => {
    box().fake('cp', 'echo broken >"$2"');
    const { exitCode, stdout, stderr } = write(given({ hostname: KEPT_HOSTNAME }));
    assert.deepEqual(
      [exitCode, stdout, stderr],
      [1, '', 'config.json reads back otherwise than it was written\n'],
    );
    assert.equal(box().text(CONFIG_FILE), '{}');
    assert.equal(existsSync(box().at(CONFIG_SEAL)), false);
  });

  it('is not written without the recorded identity', () => {
    box().put(`${IDENTITY}/etc/stem/hostname`, '');
    assert.equal(write(given({ hostname: KEPT_HOSTNAME })).exitCode, 1);
    assert.equal(box().text(CONFIG_FILE), '{}');
  });
});
