import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { clock, commandLine, history, packages, sshd } from './state.ts';

describe('the state of a device', () => {
  it('has the words of its kernel, and what it does after a panic', () => {
    const { words, panicSeconds } = commandLine.parse(recorded('ubuntu-14.04', 'P21'));
    assert.deepEqual(words.slice(2), ['ro', 'quiet', 'splash', 'vt.handoff=7']);
    assert.equal(panicSeconds, 0);
    assert.deepEqual(commandLine.parse(answer('cmdline  a   b \npanic -1\n')), {
      words: ['a', 'b'],
      panicSeconds: -1,
    });
    assert.deepEqual(commandLine.parse(answer('')), { words: [], panicSeconds: null });
  });

  it('has an SSH server with its rules, its SFTP and its types of keys', () => {
    assert.deepEqual(sshd('pilot').parse(recorded('ubuntu-14.04', 'P30')), {
      isAsked: true,
      config: ['Port 22', 'PermitRootLogin without-password'],
      sftp: ['/usr/lib/openssh/sftp-server yes'],
      keys: ['ssh-dss', 'ecdsa-sha2-nistp256', 'ssh-ed25519', 'ssh-rsa'],
      hasNoLogin: false,
    });
    assert.equal(sshd('pilot').parse(answer('login no\nasked\n')).hasNoLogin, true);
    assert.equal(sshd('pilot').parse(answer('config Port 22\n')).isAsked, false);
  });

  it('has two clocks, or does not say', () => {
    assert.deepEqual(clock.parse(recorded('ubuntu-14.04', 'P31')), {
      now: 1795475134,
      rtc: 1795475135,
    });
    assert.deepEqual(clock.parse(answer('now +%s\n')), { now: null, rtc: null });
  });

  it('has work on packages, each name once', () => {
    const idle = { isAsked: true, busy: [], isRebootRequired: false, broken: [] };
    assert.deepEqual(packages.parse(recorded('debian-12', 'P32')), idle);
    const told =
      'busy 0 apt-get\nbusy 812 apt-get\nbusy 7 dpkg\nreboot required\nbroken The following packages\n';
    assert.deepEqual(packages.parse(answer(told)), {
      isAsked: false,
      busy: ['apt-get', 'dpkg'],
      isRebootRequired: true,
      broken: ['The following packages'],
    });
  });

  it('has a past', () => {
    assert.deepEqual(history.parse(recorded('ubuntu-14.04', 'P33')), {
      runlevel: '2',
      uptimeSeconds: 2791,
      boots: 5,
      running: '3.13.0-170-generic',
      newest: '3.13.0-170-generic',
    });
    assert.deepEqual(history.parse(answer('runlevel unknown\nuptime \n')), {
      runlevel: 'unknown',
      uptimeSeconds: null,
      boots: 0,
      running: '',
      newest: '',
    });
  });
});
