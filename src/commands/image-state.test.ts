import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import {
  ENVIRONMENT_CERTIFICATES,
  IDENTITY,
  NEW_DATA,
  NEW_ROOT,
  NEW_STATE,
} from '../model/paths.ts';
import { IMAGE_CERTIFICATES, writeState } from './image-state.ts';

const OVERLAY = `${NEW_STATE}/root-overlay`;
const HOST_KEYS = `${OVERLAY}/etc/ssh/hostkeys`;
const SUPERVISOR = `${OVERLAY}/etc/balena-supervisor/supervisor.conf`;
const MACHINE = 'f5e173bea13a44a6abc2c8c2d6932042\n';

const prepare = (fresh: Sandbox): void => {
  fresh.putAll({
    [`${IDENTITY}/etc/ssh/ssh_host_ed25519_key`]: 'private',
    [`${IDENTITY}/etc/ssh/ssh_host_ed25519_key.pub`]: 'public',
    [`${IDENTITY}/etc/ssh/ssh_host_rsa_key`]: 'private too',
    [`${IDENTITY}/etc/ssh/ssh_host_dsa_key`]: '',
    [`${IDENTITY}/etc/stem/hostname`]: 'web-1\n',
    [`${IDENTITY}/etc/stem/machine-id`]: MACHINE,
    [SUPERVISOR]: 'SUPERVISOR_IMAGE=one\n',
    [`${NEW_DATA}/apps.json`]: '{}',
  });
  fresh.fake('chown');
};

describe('the state partition of a balenaOS', () => {
  const box = sandboxed(prepare);
  const mode = (path: string): number => statSync(box().at(path)).mode & 0o777;

  it('has the host keys of the device, each as only root may read it', () => {
    box().prints(writeState());
    box().prints(writeState());
    assert.deepEqual(readdirSync(box().at(HOST_KEYS)).sort(), [
      'ssh_host_ed25519_key',
      'ssh_host_ed25519_key.pub',
      'ssh_host_rsa_key',
    ]);
    assert.equal(box().text(`${HOST_KEYS}/ssh_host_ed25519_key`), 'private');
    assert.deepEqual(
      ['ssh_host_ed25519_key', 'ssh_host_rsa_key', 'ssh_host_ed25519_key.pub'].map((name) =>
        mode(`${HOST_KEYS}/${name}`),
      ),
      [0o600, 0o600, 0o644],
    );
    assert.ok(box().log().includes(`chown -R 0:0 ${HOST_KEYS}`), 'they are root’s');
  });

  it('has the name and the machine id, and keeps what the image brings', () => {
    box().prints(writeState());
    assert.equal(box().text(`${OVERLAY}/etc/hostname`), 'web-1\n');
    assert.equal(box().text(`${NEW_STATE}/machine-id`), MACHINE);
    assert.equal(box().text(SUPERVISOR), 'SUPERVISOR_IMAGE=one\n');
    assert.equal(box().text(`${NEW_DATA}/apps.json`), '{}');
  });
});

describe('the state partition of a balenaOS, where a device has more or less than most', () => {
  const box = sandboxed(prepare);
  const mode = (path: string): number => statSync(box().at(path)).mode & 0o777;
  const isThere = (path: string): boolean => existsSync(box().at(path));

  it('has the certificates of radio networks, as only root may read them', () => {
    box().put(`${IDENTITY}${ENVIRONMENT_CERTIFICATES}/cert-1.pem`, 'certificate');
    box().prints(writeState());
    const folder = IMAGE_CERTIFICATES.replace('/mnt/state', NEW_STATE);
    assert.equal(box().text(`${folder}/cert-1.pem`), 'certificate');
    assert.deepEqual([mode(folder), mode(`${folder}/cert-1.pem`)], [0o700, 0o600]);
  });

  it('has the version of the supervisor where the image brings none there, as a reset would have put it', () => {
    box().put(SUPERVISOR, '');
    box().prints(writeState());
    assert.equal(box().text(SUPERVISOR), '');
    box().put(`${NEW_ROOT}/etc/balena-supervisor/supervisor.conf`, 'SUPERVISOR_IMAGE=two\n');
    box().prints(writeState());
    assert.equal(box().text(SUPERVISOR), 'SUPERVISOR_IMAGE=two\n');
    assert.equal(mode(SUPERVISOR), 0o644);
  });

  it('leaves the machine id to the new system where none was kept, or none that it would take', () => {
    for (const id of ['', 'too short\n']) {
      box().put(`${IDENTITY}/etc/stem/machine-id`, id);
      box().prints(writeState());
      assert.equal(isThere(`${NEW_STATE}/machine-id`), false, id);
    }
  });

  it('is not wiped at the first boot, and neither is the data', () => {
    box().prints(writeState());
    assert.ok(isThere(`${NEW_STATE}/remove_me_to_reset`), 'the state');
    assert.ok(isThere(`${NEW_DATA}/remove_me_to_reset`), 'the data');
    box().put(`${NEW_DATA}/remove_me_to_reset`, 'the image’s own');
    box().prints(writeState());
    assert.equal(box().text(`${NEW_DATA}/remove_me_to_reset`), 'the image’s own');
  });

  it('is not written without a host key: the device would have a new one', () => {
    for (const name of ['ed25519', 'rsa']) box().put(`${IDENTITY}/etc/ssh/ssh_host_${name}_key`);
    const { exitCode, stderr } = box().run(writeState());
    assert.deepEqual([exitCode, stderr], [1, 'the recorded identity has no host key\n']);
    assert.equal(isThere(`${NEW_STATE}/remove_me_to_reset`), false);
  });
});
