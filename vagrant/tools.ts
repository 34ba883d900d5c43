import { LabError } from './lab-error.ts';
import { runProgram, tryProgram } from './run-program.ts';

/** Debian packages (and Ubuntu's of the same names) whose programs the lab and the tests run. */
export const LAB_PACKAGES: readonly string[] = [
  'ansible-core',
  'busybox-static',
  'cpio',
  'dosfstools',
  'e2fsprogs',
  'fdisk',
  'grub-common',
  'grub-efi-amd64-bin',
  'grub-pc-bin',
  'grub2-common',
  'hostapd',
  'iw',
  'kmod',
  'mmdebstrap',
  'mtools',
  'nbdkit',
  'openssh-client',
  'openssh-server',
  'openssh-sftp-server',
  'qemu-system-x86',
  'qemu-utils',
  'sudo',
  'util-linux',
  'wpasupplicant',
  'xz-utils',
  'zip',
  'zstd',
];

const APT_TIMEOUT_MS = 20 * 60_000;

/** What `vagrant/Vagrantfile` needs on top; the lab itself does without. */
export const VAGRANT_PACKAGES: readonly string[] = ['vagrant', 'vagrant-libvirt'];

/** What would start with a package, and what this machine is spared: only the programs are needed. */
const STARTED_BY: Readonly<Record<string, { units: readonly string[]; spares: string }>> = {
  'openssh-server': { units: ['ssh.service', 'ssh.socket'], spares: 'begin to listen for logins' },
  hostapd: { units: ['hostapd.service'], spares: 'become an access point' },
  wpasupplicant: { units: ['wpa_supplicant.service'], spares: 'join radio networks' },
};

/**
 * Installs whatever of the packages is missing, by apt, after saying which. Needs root (or sudo without a
 * password) only where something is missing. `say` gets whole lines.
 */
export async function ensureTools(
  say: (line: string) => void,
  packages: readonly string[] = LAB_PACKAGES,
): Promise<void> {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  say(`Debian packages are needed that are not installed: ${missing.join(' ')}`);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing] as const;
  const commands = [['apt-get', 'update'], install] as const;
  if (await isSystemdRunning()) await maskWhatStarts(missing, say);
  for (const command of commands) {
    say(`Running: ${command.join(' ')}`);
    await asRoot(command, missing);
  }
}

/** Those of the packages that dpkg does not know as installed. */
export async function missingPackages(names: readonly string[]): Promise<readonly string[]> {
  const format = '${Package} ${db:Status-Status}\n';
  // dpkg-query ends with 1 where it does not know one of the names; what it knows it has printed.
  const { stdout } = await tryProgram(['dpkg-query', '-W', '-f', format, ...names], {
    timeoutMs: 60_000,
    hint: 'Run the lab on Debian 12 or Ubuntu 22.04 and later.',
  });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

async function maskWhatStarts(
  missing: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  for (const { units, spares } of missing.flatMap((name) => STARTED_BY[name] ?? [])) {
    say(`Masking ${units.join(' and ')} first, so that this machine does not ${spares}.`);
    await asRoot(['systemctl', 'mask', ...units], missing);
  }
}

async function asRoot(
  command: readonly [string, ...string[]],
  missing: readonly string[],
): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  try {
    await runProgram(isRoot ? command : ['sudo', '-n', ...command], {
      timeoutMs: APT_TIMEOUT_MS,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (cause) {
    throw new LabError(`\`${command.join(' ')}\` failed: ${String(cause)}`, {
      hint: `Run as root: apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`,
      cause,
    });
  }
}

async function isSystemdRunning(): Promise<boolean> {
  const { exitCode } = await tryProgram(['test', '-d', '/run/systemd/system'], {
    timeoutMs: 5_000,
  });
  return exitCode === 0;
}
