import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import type { Become, Connection } from '../../src/model/connection.ts';
import { connectionOf, hostOf } from '../../src/planning/connection-of.ts';
import { hostVars } from '../../src/planning/inventory/host-vars.ts';
import type { Inventory } from '../../src/planning/inventory/inventory.ts';
import { parseInventory } from '../../src/planning/inventory/parse-ini.ts';
import { connectionDefaults } from '../fakes/connection-defaults.ts';
import { inventoryText } from '../../vagrant/machines/inventory.ts';

const EXAMPLE = new URL('../../inventories/fleet.example.ini', import.meta.url);
const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

const connectionIn = (inventory: Inventory, name: string): Connection =>
  connectionOf(name, hostVars(inventory, name), connectionDefaults());

const passwordOf = (become: Become): string | undefined =>
  become.method === 'sudo' ? become.password?.reveal() : undefined;

const sitesOf = (inventory: Inventory): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of inventory.hosts.keys()) {
    const { site } = hostOf(name, hostVars(inventory, name));
    counts[site] = (counts[site] ?? 0) + 1;
  }
  return counts;
};

describe('the example inventory', () => {
  const inventory = parseInventory(readFileSync(EXAMPLE, 'utf8'), 'fleet.example.ini');

  it('has three sites, no password and nothing to warn of', () => {
    assert.deepEqual(inventory.warnings, []);
    assert.deepEqual(sitesOf(inventory), { munich: 42, vienna: 48, oslo: 14 });
    for (const name of inventory.hosts.keys())
      assert.equal(connectionIn(inventory, name).password, undefined);
  });

  it('logs in as root with a key, or as a user who uses sudo', () => {
    const station = connectionIn(inventory, 'station-o-1');
    assert.equal(station.user, 'root');
    assert.equal(station.privateKeyFile, '/home/ann/.ssh/fleet_ed25519');
    assert.equal(station.pinnedHostKeys.length, 1);
    const office = connectionIn(inventory, 'office-m-2');
    assert.deepEqual([office.user, office.address, office.port], ['pilot', '192.0.2.12', 2222]);
    assert.deepEqual(office.become, { method: 'sudo' });
  });
});

describe("the lab's inventory, as the product reads it", () => {
  const device = {
    name: 'lab-1',
    site: 'berlin',
    login: 'root',
    port: 40001,
    hostKeys: [HOST_KEY],
    rootKey: '/a folder/id_ed25519',
    pilotPassword: 'pilot-of-the-lab',
  } as const;
  const other = { ...device, name: 'lab-2', site: 'hamburg', login: 'pilot' } as const;
  const text = inventoryText([device, other], { bundle: '/a folder/bundle.tar' });
  const inventory = parseInventory(text, 'lab.ini');

  it('has a site and a way to log in for each device', () => {
    assert.deepEqual(inventory.warnings, []);
    assert.deepEqual(sitesOf(inventory), { berlin: 1, hamburg: 1 });
    const first = connectionIn(inventory, 'lab-1');
    assert.deepEqual([first.address, first.port, first.user], ['127.0.0.1', 40001, 'root']);
    assert.equal(first.privateKeyFile, '/a folder/id_ed25519');
    assert.equal(first.pinnedHostKeys.length, 1);
    const second = connectionIn(inventory, 'lab-2');
    assert.equal(second.user, 'pilot');
    assert.equal(second.password?.reveal(), 'pilot-of-the-lab');
    assert.equal(passwordOf(second.become), 'pilot-of-the-lab');
  });

  it('says what the old system is, and where the bundle lies', () => {
    const vars = hostVars(inventory, 'lab-1');
    assert.equal(vars['stem_old_os'], 'debian 12');
    assert.equal(vars['stem_bundle'], '/a folder/bundle.tar');
    assert.equal(vars['stem_health_command'], 'systemctl is-active ssh');
  });
});
