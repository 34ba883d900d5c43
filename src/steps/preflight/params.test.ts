import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { readRoom } from '../room.ts';
import { readPreflight } from './params.ts';

const problem = (vars: Vars): string => {
  try {
    readPreflight(vars);
    return 'none';
  } catch (error) {
    assert.ok(error instanceof StemError);
    return error.message;
  }
};

describe('the vars of the preflight', () => {
  it('are all optional', () => {
    assert.deepEqual(readPreflight({}), {
      inventory_hostname: '',
      stem_run_id: '',
      stem_take_over: false,
      stem_started_at: '',
      stem_old_os: 'ubuntu 14.04',
      stem_required_endpoints: [],
      stem_check_reachability: 'block',
      stem_login_user: 'root',
      os_layout: 'root',
      config_endpoints: [],
      config_has_login: false,
      redsocks_proxy: null,
      stem_hostname: '',
      stem_machine_id: '',
      stem_backup_paths: [],
      stem_preflight_ignore: [],
      env_min_memory_bytes: 0,
      env_kernel_bytes: 0,
      env_initramfs_bytes: 0,
      env_unpacked_bytes: 0,
      os_minimum_bytes: 0,
      env_wifi_drivers: [],
      room: readRoom({}),
      target: { disk: '/dev/sda', root: '/dev/sda1', staging: '/dev/sda5' },
    });
  });

  it('take lists as lists and as text', () => {
    const read = readPreflight({
      stem_required_endpoints: ['api.example.com:443'],
      stem_preflight_ignore: 'P22, P36',
    });
    assert.deepEqual(read.stem_required_endpoints, ['api.example.com:443']);
    assert.deepEqual(read.stem_preflight_ignore, ['P22', 'P36']);
  });

  it('refuse endpoints without a port, and too many', () => {
    const says = 'stem_required_endpoints must be a list of at most 20 host:port';
    assert.equal(problem({ stem_required_endpoints: 'api.example.com' }), says);
    assert.equal(problem({ stem_required_endpoints: '-x:1' }), says);
    assert.equal(problem({ stem_required_endpoints: 443 }), says);
    assert.equal(problem({ stem_required_endpoints: 'a:1 '.repeat(21) }), says);
  });

  it('refuse to override what nobody can, and what is no check', () => {
    const says =
      'stem_preflight_ignore must be a list of checks (P02 to P44) without P01, P05, P06, P09, P13';
    for (const id of ['P01', 'P05', 'P06', 'P09', 'P13', 'P00', 'P45', 'all', 'P2'])
      assert.equal(problem({ stem_preflight_ignore: id }), says);
    assert.equal(problem({ stem_preflight_ignore: 'P44' }), 'none');
  });
});
