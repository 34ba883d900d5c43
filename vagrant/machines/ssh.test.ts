import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { DeviceRecord } from './record.ts';
import { knownHostsText, sshArgv } from './ssh.ts';

const record: DeviceRecord = {
  format: 1,
  name: 'lab-1',
  site: 'berlin',
  login: 'root',
  hardware: { bus: 'scsi', cpus: 2, memoryMib: 2048, mac: '52:54:00:01:02:03' },
  hostKeys: ['ssh-ed25519 AAAA', 'ssh-rsa BBBB'],
  rootKey: '/cache/root-key',
  pilotPassword: 'x',
  port: 40123,
  process: null,
  consoleStart: 0,
};

describe('ssh to a device', () => {
  it('knows exactly its keys, by its name', () => {
    const text = knownHostsText(record.name, record.hostKeys);
    assert.equal(text, 'lab-1 ssh-ed25519 AAAA\nlab-1 ssh-rsa BBBB\n');
  });

  it('takes no other key, no configuration, and asks nothing', () => {
    assert.equal(
      sshArgv('/lab dir/lab-1', record, ['-v']).join(' '),
      'ssh -F /dev/null -o StrictHostKeyChecking=yes ' +
        '-o UserKnownHostsFile="/lab dir/lab-1/known_hosts" -o GlobalKnownHostsFile=/dev/null ' +
        '-o HostKeyAlias=lab-1 -o UpdateHostKeys=no -o IdentitiesOnly=yes -o BatchMode=yes ' +
        '-o LogLevel=ERROR -o ConnectTimeout=10 -o ServerAliveInterval=5 ' +
        '-o ServerAliveCountMax=6 -i /cache/root-key -p 40123 -v root@127.0.0.1',
    );
  });
});
