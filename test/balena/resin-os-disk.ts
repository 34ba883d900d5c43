import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { KeyfileOf } from '../../src/commands/keyfiles.ts';
import { reveal } from '../../src/model/secret.ts';
import { RESIN_PARTITIONS } from '../../vagrant/images/resin-os.ts';
import { runProgram } from '../../vagrant/run-program.ts';

const ALIGNMENT = 8192;
const STAGING_SECTORS = 64 * 2048;
const TIMEOUT = { timeoutMs: 60_000 };
/** QEMU leads to 10.0.2.15 only; DHCP would give no second address. */
const LAB_STATIC: KeyfileOf = {
  name: 'lab-static',
  content: [
    '[connection]\nid=lab-static\ntype=ethernet\n\n[ipv4]\nmethod=manual\n',
    'address1=10.0.2.15/24,10.0.2.2\naddress2=10.0.2.77/24\n\n[ipv6]\nmethod=disabled\n',
  ],
  mode: 0o600,
};

export interface ResinDevice {
  readonly hostname: string;
  readonly uuid: string;
  /** A line of authorized_keys. */
  readonly authorizedKey: string;
  readonly diskBytes: number;
  /** Whether the partition of a migration stands as number 5, at the end of the disk, and state and data behind it. */
  readonly staging?: boolean;
  /** Of its network; unset, a fixed address on whatever cable there is. */
  readonly keyfile?: KeyfileOf;
  /** Folders and files for its root file system: paths, and where each file is here; a folder has none. Files are programs. */
  readonly rootFiles?: readonly (readonly [path: string, from: string | null])[];
  /** Files of the app's volumes, by `VOLUME/NAME`. */
  readonly data: Readonly<Record<string, string>>;
  /** They are in backup.tgz, for the supervisor; else where a migration puts them. */
  readonly hasBackup?: boolean;
}

/** What a migration would leave of a device on the image: config.json, a keyfile, host keys, a backup; on a larger disk. */
export async function makeResinDevice(
  disk: string,
  device: ResinDevice,
): Promise<{ readonly hostKeys: readonly string[] }> {
  await truncate(disk, device.diskBytes);
  const work = await mkdtemp(join(tmpdir(), 'stem-resin-'));
  try {
    await writeBoot(disk, work, device);
    if (device.hasBackup === true) await writeBackup(disk, work, device.data);
    else await writeVolumes(disk, work, device.data);
    await writeRoot(disk, device.rootFiles ?? []);
    if (device.staging === true) await addStaging(disk, work, device.diskBytes / 512);
    return { hostKeys: [await writeHostKey(disk, work)] };
  } finally {
    await rm(work, { recursive: true });
  }
}

const offsetOf = (label: string): number =>
  (RESIN_PARTITIONS.find((one) => one.label === label)?.startSector ?? NaN) * 512;

/** `NUMBER START SECTORS` of each partition while a migration goes on. */
export function stagingTable(diskSectors: number): string[] {
  const [boot, rootA, rootB, state, data] = RESIN_PARTITIONS.map((one) => ({ ...one }));
  assert.ok(boot && rootA && rootB && state && data, 'five partitions');
  const staging = diskSectors - STAGING_SECTORS;
  const extended = state.startSector - ALIGNMENT;
  return [
    ...[boot, rootA, rootB].map((one) => [one.number, one.startSector, one.sectors]),
    [4, extended, diskSectors - extended],
    [5, staging, STAGING_SECTORS],
    [6, state.startSector, state.sectors],
    [7, data.startSector, staging - ALIGNMENT - data.startSector],
  ].map((numbers) => numbers.join(' '));
}

async function addStaging(disk: string, work: string, diskSectors: number): Promise<void> {
  const lines = stagingTable(diskSectors).map((line) => {
    const [number, start, size] = line.split(' ');
    const type = { '1': 'e, bootable', '4': 'f' }[number ?? ''] ?? '83';
    return `start=${String(start)}, size=${String(size)}, type=${type}`;
  });
  const script = join(work, 'table');
  await writeFile(script, `label: dos\n${lines.join('\n')}\n`);
  const sfdisk = 'exec sfdisk -q --wipe never --wipe-partitions never "$0" <"$1"';
  await runProgram(['sh', '-c', sfdisk, disk, script], TIMEOUT);
}

async function writeBoot(disk: string, work: string, device: ResinDevice): Promise<void> {
  const { hostname, uuid, authorizedKey } = device;
  const config = {
    deviceType: 'genericx86-64-ext',
    uuid,
    hostname,
    persistentLogging: false,
    os: { sshKeys: [authorizedKey] },
  };
  await writeFile(join(work, 'config.json'), JSON.stringify(config));
  const { name, content } = device.keyfile ?? LAB_STATIC;
  await writeFile(join(work, name), reveal(content));
  const boot = `${disk}@@${String(offsetOf('resin-boot'))}`;
  await runProgram(['mcopy', '-o', '-i', boot, join(work, 'config.json'), '::/'], TIMEOUT);
  await runProgram(['mcopy', '-i', boot, join(work, name), '::/system-connections/'], TIMEOUT);
}

/** Into the uppermost layer of the system; its folders are made, as those of the layers below are not seen here. */
async function writeRoot(
  disk: string,
  files: NonNullable<ResinDevice['rootFiles']>,
): Promise<void> {
  const made = files.flatMap(([path, from]) => {
    const place = `${TOP_LAYER}${path}`;
    const folders = place.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
    return [
      ...folders.slice(2).map((folder) => `mkdir ${folder}`),
      ...(from === null
        ? [`mkdir ${place}`]
        : [`write ${from} ${place}`, `set_inode_field ${place} mode 0100755`]),
    ];
  });
  const commands = made.filter((line, index) => made.indexOf(line) === index);
  if (commands.length > 0) await debugfs(disk, 'resin-rootA', commands);
}

/** `store.sh` makes the ids of its layers of their names. */
const TOP_LAYER = `/balena/overlay2/${createHash('sha256').update('mount').digest('hex')}/diff`;

async function writeVolumes(disk: string, work: string, files: ResinDevice['data']): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const [volume = '', file = ''] = name.split('/');
    const from = join(work, 'file');
    await writeFile(from, text);
    const folders = ['docker', 'docker/volumes', `docker/volumes/1406_${volume}`];
    const place = `docker/volumes/1406_${volume}/_data`;
    const made = [...folders, place].map((folder) => `mkdir ${folder}`);
    await debugfs(disk, 'resin-data', [...made, `write ${from} ${place}/${file}`]);
  }
}

async function writeBackup(
  disk: string,
  work: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const backup = join(work, 'backup');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(backup, name, '..'), { recursive: true });
    await writeFile(join(backup, name), text);
  }
  const archive = join(work, 'backup.tgz');
  await runProgram(['tar', '-czf', archive, '-C', backup, '.'], TIMEOUT);
  await debugfs(disk, 'resin-data', [`write ${archive} backup.tgz`]);
}

/** As a migration brings them: on resin-state, with the file whose lack would have all of it wiped. */
async function writeHostKey(disk: string, work: string): Promise<string> {
  const key = join(work, 'key');
  await runProgram(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key], TIMEOUT);
  const flag = join(work, 'flag');
  await writeFile(flag, '');
  const folders = ['', '/etc', '/etc/ssh', '/etc/ssh/hostkeys'];
  const keys = 'root-overlay/etc/ssh/hostkeys/ssh_host_ed25519_key';
  await debugfs(disk, 'resin-state', [
    ...folders.map((folder) => `mkdir root-overlay${folder}`),
    `write ${key} ${keys}`,
    `set_inode_field ${keys} mode 0100600`,
    `write ${key}.pub ${keys}.pub`,
    `write ${flag} remove_me_to_reset`,
  ]);
  return (await readFile(`${key}.pub`, 'utf8')).trim();
}

async function debugfs(disk: string, label: string, commands: readonly string[]): Promise<void> {
  const file = join(tmpdir(), `stem-resin-${randomBytes(6).toString('hex')}`);
  await writeFile(file, `${commands.join('\n')}\n`);
  try {
    const place = `${disk}?offset=${String(offsetOf(label))}`;
    await runProgram(['debugfs', '-w', '-f', file, place], TIMEOUT);
  } finally {
    await rm(file);
  }
}
