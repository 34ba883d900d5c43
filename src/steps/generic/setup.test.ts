import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { hostname } from 'node:os';
import { setupStep } from './setup.ts';

const place = localPlace();
const setup = (args: Vars): Played => playModule(setupStep, args, place());

describe('generic/setup', () => {
  it('asks this machine what Ansible would', () => {
    const facts = setup({}).output['ansible_facts'] as Record<string, unknown>;
    assert.equal(facts['ansible_hostname'], hostname().split('.')[0]);
    for (const name of [
      'fqdn',
      'kernel',
      'architecture',
      'memtotal_mb',
      'default_ipv4',
      'interfaces',
      'mounts',
      'devices',
      'date_time',
      'os_family',
      'processor_vcpus',
      'service_mgr',
      'distribution',
      'distribution_version',
    ])
      assert.ok(`ansible_${name}` in facts, name);
  });

  it('gives only what the filter lets through', () => {
    const names = (args: Vars): readonly string[] =>
      Object.keys(setup(args).output['ansible_facts'] as object);
    assert.deepEqual(names({ filter: 'ansible_hostname' }), ['ansible_hostname']);
    assert.deepEqual(
      names({ filter: ['distribution*'], gather_subset: '!all,min' }).every((name) =>
        name.startsWith('ansible_distribution'),
      ),
      true,
    );
  });
});
