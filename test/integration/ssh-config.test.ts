import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { sshConfigReader } from '../../src/cli/ssh-config-files.ts';
import { lookUpSsh, type SshSettings } from '../../src/planning/ssh-config/look-up.ts';
import { readSshOptions } from '../../src/planning/ssh-config/options.ts';

const run = promisify(execFile);
const ME = userInfo().username;

let dir: string;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'stem-ssh-config-'));
  mkdirSync(join(dir, 'inc'));
  writeFileSync(join(dir, 'inc', 'a.conf'), 'Host db\nPort 1\nMatch all\nServerAliveInterval 7\n');
  writeFileSync(join(dir, 'inc', 'b.conf'), 'User from-b\nHost other\nPort 9\n');
});
after(() => {
  rmSync(dir, { recursive: true });
});

/** Each is asked about `web`. INC is the folder with the included files. */
const CONFIGS: readonly string[] = [
  '',
  'User bob # x',
  'User=bob',
  'user = "bob"',
  "User 'bob'",
  'Port 2222\nPort 22',
  '"Port" 98',
  'Host web\nPort 1\nHost *\nPort 2\nUser u',
  'Host WEB\nPort 1',
  'Host we? db\nPort 1',
  'Host * !web\nPort 1\nHost *\nPort 2',
  'Host !web *\nPort 1',
  'Host w*b # other\nPort 1',
  'Host web\nHostName %h.example.net\nMatch host web.example.net\nPort 7',
  'HostName WEB.Example.net\nMatch host web.example.net\nPort 7',
  'Match originalhost web host other\nPort 7\nMatch originalhost web\nPort 8',
  'Host web\nHostName real\nMatch originalhost web host real\nPort 8',
  `Match user ${ME}\nPort 5`,
  `User bob\nMatch user ${ME}\nPort 5\nMatch user bob\nPort 6`,
  `Match localuser ${ME} host web\nPort 5`,
  'Match !host db\nPort 5',
  'Match host db,w*,!web\nPort 5\nMatch host=web\nPort 6',
  'Match "host" "web"\nPort 5',
  'Match all\nPort 5\nMatch !all\nUser x',
  'Match canonical\nPort 5',
  'Match user nobody exec "false"\nPort 5',
  'Host web\nHostName real\nHost real\nPort 77\nMatch final\nUser fin',
  'Match final host web\nPort 7\nMatch all\nUser x',
  'Match final\nIdentityFile z\nMatch all\nIdentityFile a',
  'IdentityFile a\nIdentityFile b\nIdentityFile a',
  'IdentityFile a#b\nIdentityFile "c d" # e\nIdentityFile f\\ g',
  'IdentityFile ~/.ssh/%h-%r\nIdentitiesOnly yes\nIdentitiesOnly no',
  'IdentityAgent /run/agent',
  'IdentityAgent none',
  'ProxyJump a,b@c:22',
  'ProxyJump none\nProxyJump x',
  'ProxyJump x\nProxyCommand y',
  'ProxyCommand y\nProxyJump x',
  'ProxyCommand none\nProxyJump x',
  'ProxyJump none\nProxyCommand y z',
  'ProxyCommand nc "a b" # c',
  'Host web\nProxyJump gate\nHost *\nProxyJump other',
  'UserKnownHostsFile ~/.k1 "~/k 2"',
  'UserKnownHostsFile ~/.k_%h ${HOME}/x',
  'GlobalKnownHostsFile /a /b',
  'HostKeyAlias Web-Alias',
  'StrictHostKeyChecking accept-new',
  'StrictHostKeyChecking yes',
  'ConnectTimeout 1h30m',
  'ConnectTimeout none',
  'ServerAliveInterval 2m\nServerAliveCountMax 9',
  'AddressFamily inet\nBindAddress 127.0.0.1',
  'PreferredAuthentications password,publickey',
  'PubkeyAuthentication no\nPasswordAuthentication no',
  'HashKnownHosts yes',
  'Include INC/*.conf\nPort 22',
  'Host web\nInclude INC/*.conf\nPort 3\nHost *\nPort 4',
  'Host db\nInclude INC/*.conf\nHost *\nPort 4',
  'Include INC/missing.conf INC/a.conf\nUser x',
  'IgnoreUnknown Bogus,Ot*\nBogus yes\nOther no\nPort 8',
  'ForwardAgent yes\nControlMaster auto\nSendEnv LANG\nUser x',
];

/** What ssh refuses, we refuse. */
const BROKEN: readonly string[] = [
  'User "bo',
  'User',
  'Port 0',
  'Port abc',
  'Host',
  'Match',
  'Match bogus x',
  'Match host',
  'Match all host web',
  'Bogus yes',
  'StrictHostKeyChecking maybe',
  'ServerAliveInterval x',
  'IdentitiesOnly maybe',
  'HostName %x',
];

const fileOf = (text: string, index: number): string => {
  const file = join(dir, `config-${String(index)}`);
  writeFileSync(file, `${text.replaceAll('INC', join(dir, 'inc'))}\n`);
  return file;
};

interface Answer {
  readonly settings: SshSettings;
  readonly said: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

function ours(file: string): Answer {
  const world = {
    home: homedir(),
    localUser: ME,
    localHost: hostname(),
    env: process.env,
  };
  const lines = sshConfigReader({ home: homedir(), cwd: dir, named: file })(null);
  const settings = lookUpSsh(lines, { host: 'web', localUser: ME, given: [] });
  const { options, problems } = readSshOptions(settings, { host: 'web', user: ME }, world);
  const { keepalive, methods = ['publickey', 'password'] } = options;
  return {
    settings,
    problems,
    said: {
      hostname: options.hostname,
      port: options.port ?? 22,
      user: options.user ?? ME,
      identitiesonly: options.identitiesOnly ?? false,
      hostkeyalias: options.hostKeyAlias,
      policy: options.hostKeyPolicy,
      connecttimeout:
        options.connectTimeoutMs === undefined ? null : options.connectTimeoutMs / 1000,
      alive: keepalive === undefined ? 0 : keepalive.intervalMs / 1000,
      family: options.family,
      bindaddress: options.bindAddress,
      hashes: options.hashesKnownHosts ?? false,
      publickey: methods.includes('publickey'),
      password: methods.includes('password'),
      proxyjump: options.jumps?.toLowerCase() === 'none' ? undefined : options.jumps,
      known: options.knownHostsFiles,
      globals: options.globalKnownHostsFiles,
    },
  };
}

/** The words of each keyword, a list for each line. */
async function theirs(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await run('ssh', ['-G', '-T', '-F', file, 'web']);
  const found = new Map<string, readonly string[]>();
  for (const line of stdout.trim().split('\n')) {
    const [, keyword = '', rest = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
    found.set(keyword, [...(found.get(keyword) ?? []), rest]);
  }
  return found;
}

const USUAL_KNOWN = `${homedir()}/.ssh/known_hosts ${homedir()}/.ssh/known_hosts2`;
const USUAL_GLOBAL = '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2';

function saidBySsh(
  found: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, unknown>> {
  const one = (keyword: string): string | undefined => found.get(keyword)?.[0];
  const listOf = (keyword: string, usual: string): readonly string[] | undefined => {
    const text = one(keyword);
    // ssh -G writes no quotes: a name with a blank is told from two names by knowing it.
    return text === undefined || text === usual
      ? undefined
      : text
          .replaceAll('k 2', 'k\u00a02')
          .split(' ')
          .map((name) => name.replace('\u00a0', ' '));
  };
  const policies: Readonly<Record<string, string>> = { 'accept-new': 'accept-new', true: 'strict' };
  const families: Readonly<Record<string, number>> = { inet: 4, inet6: 6 };
  const timeout = one('connecttimeout');
  const preferred = (one('preferredauthentications') ?? 'publickey,password').split(',');
  return {
    hostname: one('hostname'),
    port: Number(one('port')),
    user: one('user'),
    identitiesonly: one('identitiesonly') === 'yes',
    hostkeyalias: one('hostkeyalias'),
    policy: policies[String(one('stricthostkeychecking'))],
    connecttimeout: timeout === 'none' ? null : Number(timeout),
    alive: Number(one('serveraliveinterval')),
    family: families[String(one('addressfamily'))],
    bindaddress: one('bindaddress'),
    hashes: one('hashknownhosts') === 'yes',
    publickey: one('pubkeyauthentication') !== 'false' && preferred.includes('publickey'),
    password: one('passwordauthentication') !== 'no' && preferred.includes('password'),
    proxyjump: one('proxyjump'),
    known: listOf('userknownhostsfile', USUAL_KNOWN),
    globals: listOf('globalknownhostsfile', USUAL_GLOBAL),
  };
}

describe('ssh_config', { timeout: 60_000 }, () => {
  it('is understood as ssh itself understands it', async () => {
    for (const [index, text] of CONFIGS.entries()) {
      const file = fileOf(text, index);
      const [found, answer] = [await theirs(file), ours(file)];
      assert.deepEqual(answer.problems, [], text);
      assert.deepEqual(answer.said, saidBySsh(found), text);
      const words = (keyword: string): readonly string[] =>
        (answer.settings.get(keyword) ?? []).map((line) => line.words[0] ?? line.rest);
      if (answer.settings.has('identityfile'))
        assert.deepEqual(words('identityfile'), found.get('identityfile'), text);
      if (answer.settings.has('identityagent'))
        assert.deepEqual(words('identityagent'), found.get('identityagent'), text);
      const command = answer.settings.get('proxycommand')?.[0]?.rest;
      assert.equal(command === 'none' ? undefined : command, found.get('proxycommand')?.[0], text);
    }
  });

  it('is refused where ssh refuses it', async () => {
    for (const [index, text] of BROKEN.entries()) {
      const file = fileOf(text, 1000 + index);
      await assert.rejects(theirs(file), `ssh takes ${text}`);
      assert.throws(() => {
        const { problems } = ours(file);
        if (problems.length > 0) throw new Error(problems.join());
      }, text);
    }
  });
});
