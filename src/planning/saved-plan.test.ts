import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { driftOf, type SavedHost, type SavedTask } from './saved-plan.ts';

const task = (more: Partial<SavedTask> = {}): SavedTask => ({
  ...{ task: 'staging/format', verdict: 'needed', params: 'p1', findings: {} },
  facts: { 'volume /dev/sda5': 'f1', swaps: 'f2' },
  ...more,
});
const host = (more: Partial<SavedHost> = {}): SavedHost => ({
  site: 'berlin',
  vars: { stem_disk: 'v1', ansible_password: 'secret' },
  hostKey: 'ssh-ed25519 SHA256:abc',
  disk: { sectors: '31277232', serial: 'A1', signature: '1d2c0b00' },
  system: 'old',
  tasks: [task()],
  ...more,
});
const drift = (more: Partial<SavedHost>): readonly string[] => driftOf(host(), host(more));
const taskDrift = (more: Partial<SavedTask>, before: Partial<SavedTask> = {}): readonly string[] =>
  driftOf(host({ tasks: [task(before)] }), host({ tasks: [task(more)] }));

describe('a device that is another one than planned', () => {
  it('is as planned where nothing differs', () => {
    assert.deepEqual(drift({}), []);
  });

  it('is told by its host key', () => {
    assert.deepEqual(drift({ hostKey: 'ssh-ed25519 SHA256:xyz' }), [
      'its host key is ssh-ed25519 SHA256:xyz, it was ssh-ed25519 SHA256:abc',
    ]);
    assert.deepEqual(drift({ hostKey: null }), [
      'its host key is unknown, it was ssh-ed25519 SHA256:abc',
    ]);
  });

  it('is told by its disk, and then nothing else is said', () => {
    const disk = { sectors: '31277232', serial: 'B2', signature: '1d2c0b00' };
    const says = ['its disk is another one: the serial number is "B2", it was "A1"'];
    assert.deepEqual(drift({ disk, vars: {}, system: 'new' }), says);
    assert.match(drift({ disk: { ...disk, signature: '' } }).join(), /signature is "", it was "1d/);
  });

  it('may be in another system by now', () => {
    assert.deepEqual(drift({ system: 'environment' }), [
      'the environment system is up, it was the old one',
    ]);
  });
});

describe('a plan that no longer holds for a device', () => {
  it('is told by vars that changed, came or went', () => {
    assert.deepEqual(
      drift({ vars: { stem_disk: 'v2', new_one: 'x', ansible_password: 'secret' } }),
      ['other vars: new_one, stem_disk'],
    );
    assert.deepEqual(drift({ vars: { stem_disk: 'v1' } }), ['other vars: ansible_password']);
  });

  it('is told by the answers that a verdict rests on', () => {
    assert.deepEqual(taskDrift({ facts: { 'volume /dev/sda5': 'f9', swaps: 'f2' } }), [
      'staging/format: another answer to "volume /dev/sda5"',
    ]);
  });

  it('is told by another verdict, before its answers', () => {
    assert.deepEqual(taskDrift({ verdict: 'satisfied', facts: {} }), [
      'staging/format: it was to do, it is done already now',
    ]);
  });

  it('is told by a check that got worse, not by one that got better', () => {
    const findings = { P01: 'ok', P12: 'warn' } as const;
    assert.deepEqual(taskDrift({ findings: { ...findings, P01: 'block' } }, { findings }), [
      'staging/format: check P01 was ok, it is block now',
    ]);
    assert.deepEqual(taskDrift({ findings: { ...findings, P12: 'ok' } }, { findings }), []);
    assert.deepEqual(taskDrift({ findings: { P77: 'warn' } }), [
      'staging/format: check P77 was ok, it is warn now',
    ]);
  });

  it('is told by parameters, and by other tasks', () => {
    assert.deepEqual(taskDrift({ params: 'p2' }), ['staging/format: other parameters']);
    assert.deepEqual(drift({ tasks: [] }), ['the playbook has other tasks for it']);
    assert.deepEqual(taskDrift({ task: 'staging/fstab' }), ['the playbook has other tasks for it']);
  });
});
