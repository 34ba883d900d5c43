import { bundleKeysOf } from '../images/bundle.ts';
import { LabError } from '../lab-error.ts';
import type { DeviceRecord } from './record.ts';

/** How the lab's devices are migrated; `bundle` is the path of a bundle, where there is one. */
export interface InventoryOptions {
  readonly bundle?: string;
}

type Listed = Pick<
  DeviceRecord,
  'name' | 'site' | 'login' | 'port' | 'newPort' | 'hostKeys' | 'rootKey' | 'pilotPassword'
>;

/** Group names that the inventory uses itself, and Ansible's own. */
const RESERVED = ['all', 'ungrouped', 'lab', 'by_key', 'by_password'];

/** What the device image has, in the words of the migration's steps. */
const MIGRATION_VARS: readonly (readonly [string, string])[] = [
  ['stem_old_os', '"debian 12"'],
  ['stem_backup_script', '/usr/local/sbin/customer-backup'],
  ['stem_backup_undo_script', '/usr/local/sbin/customer-start'],
  ['stem_backup_paths', '/srv/customer'],
  ['stem_restore_script', '/srv/customer/restore.sh'],
  ['stem_health_command', 'systemctl is-active ssh'],
];

/** Of those that become a balenaOS: their data goes into its volumes, and its supervisor says how it is. */
const BALENA_VARS: readonly (readonly [string, string])[] = [['stem_old_os', '"debian 12"']];

/** The inventory of lab devices: a group a site, a group a way to log in, and the vars of a migration. */
export function inventoryText(devices: readonly Listed[], options: InventoryOptions = {}): string {
  const sites = [...new Set(devices.map(({ site }) => site))];
  const key = devices.filter(({ login }) => login === 'root');
  const password = devices.filter(({ login }) => login === 'pilot');
  const blocks = [
    ['# Written by the lab at each `npm run lab -- up`. Changes to it are lost.'],
    ...sites.flatMap((site) => [
      [`[${site}]`, ...devices.filter((device) => device.site === site).map(hostLine)],
      [`[${site}:vars]`, `site=${site}`],
    ]),
    ['[lab:children]', ...sites],
    ...loginGroup('by_key', key, ({ rootKey }) => [['ansible_ssh_private_key_file', rootKey]]),
    // A password that stands in a file is for a lab only; inventories/fleet.example.ini says how else.
    ...loginGroup('by_password', password, ({ pilotPassword }) => [
      ['ansible_password', pilotPassword],
      ['ansible_become', 'True'],
      ['ansible_become_password', pilotPassword],
    ]),
    ['[lab:vars]', ...migrationVars(devices).map(assignment), ...bundleLines(options)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const migrationVars = (devices: readonly Listed[]): typeof MIGRATION_VARS =>
  devices.some(({ newPort }) => newPort !== undefined) ? BALENA_VARS : MIGRATION_VARS;

/** @throws LabError where a name can't be a site's group in the inventory */
export function checkSite(site: string): void {
  if (/^[a-z][a-z0-9_]{0,62}$/.test(site) && !RESERVED.includes(site)) return;
  throw new LabError(`"${site}" is no name for a site of the lab.`, {
    hint: `Use lower case letters, digits and underscores, and none of ${RESERVED.join(', ')}.`,
  });
}

function hostLine({ name, port, newPort, login, hostKeys }: Listed): string {
  const pinned = hostKeys.find((key) => key.startsWith('ssh-ed25519 ')) ?? hostKeys[0] ?? '';
  return [
    name.padEnd(8),
    'ansible_host=127.0.0.1',
    `ansible_port=${String(port)}`,
    `ansible_user=${login}`,
    `stem_host_key="${pinned}"`,
    ...(newPort === undefined ? [] : [`stem_new_port=${String(newPort)}`]),
  ].join(' ');
}

/** Vars of one image, so of all devices: those of the first are taken. */
function loginGroup(
  group: string,
  devices: readonly Listed[],
  vars: (device: Listed) => readonly (readonly [string, string])[],
): readonly (readonly string[])[] {
  const [first] = devices;
  if (first === undefined) return [];
  return [
    [`[${group}]`, ...devices.map(({ name }) => name)],
    [`[${group}:vars]`, ...vars(first).map(assignment)],
  ];
}

const bundleLines = ({ bundle }: InventoryOptions): readonly string[] =>
  bundle === undefined ? [] : [`stem_bundle=${bundle}`, `stem_bundle_keys=${bundleKeysOf(bundle)}`];

const assignment = ([name, value]: readonly [string, string]): string => `${name}=${value}`;
