import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { IDENTITY, NEW_ROOT, STAGING } from '../model/paths.ts';
import { collectIdentity, configureIdentity } from './identity.ts';

const PILOT = '$6$sa/lt$ha/sh.';

const withOldSystem = (box: Sandbox): void => {
  box.putAll({
    '/etc/passwd':
      'root:x:0:0:root:@/root:/bin/bash\npilot2:x:1002:1002::@/home/pilot2:/bin/sh\npilot:x:1000:1000:A \\ B,,,:@/home/pilot:/bin/bash\n',
    '/etc/shadow': `root:!:19000:0:99999:7:::\npilot2:none:1::::::\npilot:${PILOT}:19000:0:99999:7:::\n`,
    '/etc/ssh/ssh_host_ed25519_key': 'private',
    '/etc/ssh/ssh_host_ed25519_key.pub': 'public',
    '/etc/ssh/sshd_config': 'Port 22',
    '/var/lib/dbus/machine-id': 'f5e173bea13a44a6abc2c8c2d6932042\n',
    '/root/.ssh/authorized_keys': '# mine\nssh-ed25519 AAA\n\nssh-rsa BBB',
    '/home/pilot/.ssh/authorized_keys': 'ssh-rsa BBB\ncommand="a b" ssh-rsa CCC\n',
    [`${IDENTITY}/etc/stem/hostname`]: 'web-1\n',
  });
  box.fake('sudo', "echo '    (ALL : ALL) NOPASSWD: ALL'");
  box.fake('cpio', 'exec cat');
};

describe('collecting the identity', () => {
  const box = sandboxed(withOldSystem);
  const text = (path: string): string => box().text(`${IDENTITY}/${path}`);

  it('takes keys, logins and passwords along, the login user like root', () => {
    box().prints(collectIdentity('pilot'));
    assert.equal(
      text('root/.ssh/authorized_keys'),
      'ssh-ed25519 AAA\nssh-rsa BBB\ncommand="a b" ssh-rsa CCC\n',
    );
    assert.equal(text('etc/stem/machine-id'), 'f5e173bea13a44a6abc2c8c2d6932042\n');
    assert.equal(text('etc/stem/accounts'), `root:!:\npilot:${PILOT}:\n`);
    assert.equal(text('etc/stem/login'), 'pilot:x:1000:1000:A \\ B,,,:/home/pilot:/bin/bash\n');
    assert.deepEqual(readdirSync(box().at(`${IDENTITY}/etc/ssh`)).sort(), [
      'ssh_host_ed25519_key',
      'ssh_host_ed25519_key.pub',
    ]);
    assert.deepEqual(box().log(), [
      'sudo -n -l -U pilot',
      'cpio -o -H newc --quiet',
      'sync',
      'sync',
    ]);
  });

  it('becomes an initramfs whose folders may lie over those of the environment, and whose secrets may not be read', () => {
    box().prints(collectIdentity('pilot'));
    const listed = box().text(`${STAGING}/stem/identity.img`).trim().split('\n');
    for (const member of [
      'etc',
      'etc/stem/hostname',
      'etc/stem/login-nopasswd',
      'root/.ssh/authorized_keys',
    ])
      assert.ok(listed.includes(member), member);
    assert.ok(listed.indexOf('etc/ssh') < listed.indexOf('etc/ssh/ssh_host_ed25519_key'));
    const mode = (path: string): number => statSync(box().at(path)).mode & 0o777;
    for (const folder of ['etc', 'etc/ssh', 'etc/stem'])
      assert.equal(mode(`${IDENTITY}/${folder}`), 0o755, folder);
    assert.equal(mode(`${IDENTITY}/etc/stem/accounts`), 0o600);
    assert.equal(mode(`${STAGING}/stem/identity.img`), 0o600);
  });
});

describe('collecting for a login user', () => {
  const box = sandboxed(withOldSystem);
  const text = (path: string): string => box().text(`${IDENTITY}/${path}`);

  it('is the same with root as the login user, who needs no right to sudo', () => {
    box().fake('sudo', "echo '    (ALL : ALL) ALL'");
    box().prints(collectIdentity('root'));
    assert.equal(text('etc/stem/accounts'), 'root:!:\n');
    assert.equal(text('root/.ssh/authorized_keys'), 'ssh-ed25519 AAA\nssh-rsa BBB\n');
    assert.equal(existsSync(box().at(`${IDENTITY}/etc/stem/login-nopasswd`)), false);
  });

  it('fails by name for a user that is not there, before anything is made', () => {
    for (const user of ['nobody', 'pil', '.*', '$(x)', 'pilot" || 1 || "']) {
      const { exitCode, stderr } = box().run(collectIdentity(user));
      assert.deepEqual([exitCode, stderr], [1, `no such user: ${user}\n`]);
    }
    assert.equal(existsSync(box().at(`${STAGING}/stem/identity.img`)), false);
  });

  it('has the certificates of radio networks under the names that they get', () => {
    box().put('/etc/ssl/my ca.pem', 'CA');
    box().prints(
      collectIdentity('pilot', new Map([[box().at('/etc/ssl/my ca.pem'), 'cert-1.pem']])),
    );
    assert.equal(box().text(`${IDENTITY}/etc/stem/wifi/certs/cert-1.pem`), 'CA');
    assert.match(
      box().text(`${STAGING}/stem/identity.img`),
      /^etc\/stem\/wifi\/certs\/cert-1\.pem$/m,
    );
    const gone = collectIdentity('pilot', new Map([['/etc/none', 'cert-1']]));
    assert.notEqual(box().run(gone).exitCode, 0);
  });

  it('keeps the user out of its text', () => {
    keepsOutOfText(collectIdentity);
  });
});

const withNewSystem = (box: Sandbox): void => {
  const files = {
    'etc/ssh/ssh_host_rsa_key': 'private',
    'root/.ssh/authorized_keys': 'ssh-rsa BBB\n',
    'etc/stem/accounts': `root:$6$root:\npilot:${PILOT}:\n`,
    'etc/stem/login': 'pilot:x:1000:1001:A \\ B,,,:/home/pilot:/bin/bash\n',
    'etc/stem/hostname': 'web-1\n',
  };
  for (const [path, text] of Object.entries(files)) box.put(`${IDENTITY}/${path}`, text);
  const root = {
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    'etc/group': 'root:x:0:\n',
    'etc/shadow': 'root:*:1::::::\n',
    'etc/sudoers.d/README': '',
    'etc/NetworkManager/system-connections/stem-9.nmconnection': 'of an earlier try',
  };
  for (const [path, text] of Object.entries(root)) box.put(`${NEW_ROOT}/${path}`, text);
  box.fake('chown');
};

describe('the new system', () => {
  const box = sandboxed(withNewSystem);
  const text = (path: string): string => box().text(`${NEW_ROOT}/${path}`);

  it('has the login user, with the same numbers, password and keys', () => {
    box().prints(configureIdentity());
    box().prints(configureIdentity());
    assert.equal(
      text('etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\npilot:x:1000:1001:A \\ B,,,:/home/pilot:/bin/sh\n',
    );
    assert.equal(text('etc/group'), 'root:x:0:\npilot:x:1001:\n');
    assert.equal(text('etc/shadow'), `root:$6$root:1::::::\npilot:${PILOT}:19000:0:99999:7:::\n`);
    assert.equal(text('etc/sudoers.d/stem-login'), 'pilot ALL=(ALL:ALL)  ALL\n');
    assert.equal(text('etc/hosts'), '127.0.0.1 localhost\n127.0.1.1 web-1\n');
    for (const home of ['root', 'home/pilot'])
      assert.equal(text(`${home}/.ssh/authorized_keys`), 'ssh-rsa BBB\n');
    assert.ok(box().log().includes('chown -R 1000:1001 /run/stem/root/home/pilot/.ssh'));
    assert.equal(text('etc/ssh/ssh_host_rsa_key'), 'private');
    assert.equal(
      existsSync(box().at(`${NEW_ROOT}/etc/NetworkManager/system-connections/stem-9.nmconnection`)),
      false,
    );
  });

  it('keeps the numbers of a user that it brings itself, and its shell where the old one is there', () => {
    box().put(`${NEW_ROOT}/etc/passwd`, 'pilot:x:500:50::/home/pilot:/bin/own\n');
    box().put(`${NEW_ROOT}/etc/shadow`, 'pilot:!:1::::::\n');
    box().put(`${IDENTITY}/etc/stem/login-nopasswd`);
    box().prints(configureIdentity());
    assert.equal(text('etc/passwd'), 'pilot:x:500:50::/home/pilot:/bin/own\n');
    assert.equal(text('etc/shadow'), `pilot:${PILOT}:1::::::\n`);
    assert.equal(text('etc/sudoers.d/stem-login'), 'pilot ALL=(ALL:ALL) NOPASSWD: ALL\n');
    assert.ok(box().log().includes('chown 500:50 /run/stem/root/home/pilot'));
  });

  it("does not unlock root where the old system's root had no password, and takes the old shell", () => {
    box().put(`${IDENTITY}/etc/stem/accounts`, `root:!:\npilot:${PILOT}:\n`);
    box().put(`${NEW_ROOT}/bin/bash`, '', 0o755);
    box().prints(configureIdentity());
    assert.match(text('etc/shadow'), /^root:\*:/);
    assert.match(text('etc/passwd'), /^pilot:.*:\/bin\/bash$/m);
  });

  it('has the certificates of radio networks, for root alone', () => {
    box().put(`${IDENTITY}/etc/stem/wifi/certs/cert-1.pem`, 'CA');
    box().prints(configureIdentity());
    const path = `${NEW_ROOT}/etc/NetworkManager/stem-certificates/cert-1.pem`;
    assert.equal(box().text(path), 'CA');
    assert.equal(statSync(box().at(path)).mode & 0o777, 0o600);
  });

  it('needs no login user where root is the one', () => {
    box().put(`${IDENTITY}/etc/stem/login`, 'root:x:0:0:root:/root:/bin/bash\n');
    box().prints(configureIdentity());
    assert.equal(text('etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    assert.equal(existsSync(box().at(`${NEW_ROOT}/etc/sudoers.d/stem-login`)), false);
    const mode = (path: string): number => statSync(box().at(`${NEW_ROOT}/${path}`)).mode & 0o777;
    assert.deepEqual([mode('root/.ssh'), mode('root/.ssh/authorized_keys')], [0o700, 0o600]);
  });
});

describe("the new system's name", () => {
  const box = sandboxed(withNewSystem);

  it('is found in its hosts by its own name, not by that of the image, however often', () => {
    const image = '127.0.0.1 localhost\n127.0.1.1\timage.example image\n127.0.1.10 other\n';
    box().put(`${NEW_ROOT}/etc/hosts`, image);
    box().prints(configureIdentity());
    box().prints(configureIdentity());
    assert.equal(
      box().text(`${NEW_ROOT}/etc/hosts`),
      '127.0.0.1 localhost\n127.0.1.10 other\n127.0.1.1 web-1\n',
    );
  });
});
