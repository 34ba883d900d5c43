import type { Gathered } from '../../../facts/gathered.ts';
import type { Json } from '../../../model/json.ts';
import { networkFacts } from './setup-network.ts';

type Facts = Readonly<Record<string, Json>>;

/** What Ansible's `setup` says of a device, as far as a shell can tell. */
export const setupFacts = (found: Gathered): Facts => ({
  ...systemFacts(found),
  ...distributionFacts(found),
  ...hardwareFacts(found),
  ...storageFacts(found),
  ...timeFacts(found),
  ...userFacts(found),
  ...networkFacts(found),
  gather_subset: ['all'],
  module_setup: true,
});

const one = (found: Gathered, name: string): string => found[name]?.[0] ?? '';

function systemFacts(found: Gathered): Facts {
  const nodename = one(found, 'nodename');
  const pid1 = one(found, 'pid1');
  const isSystemd = one(found, 'systemd') === 'yes' || pid1 === 'systemd';
  const isUpstart = pid1 === 'init' && distributionOf(found).version === '14.04';
  const manager = isSystemd ? 'systemd' : isUpstart ? 'upstart' : 'service';
  const tools = found['tool'] ?? [];
  const has = (name: string): boolean => tools.some((path) => path.endsWith(`/${name}`));
  const words = one(found, 'cmdline')
    .split(/\s+/)
    .filter((word) => word !== '');
  return {
    ansible_hostname: nodename.split('.')[0] ?? '',
    ansible_nodename: nodename,
    ansible_fqdn: one(found, 'fqdn') || nodename,
    ansible_domain: one(found, 'domain'),
    ansible_system: one(found, 'system'),
    ansible_kernel: one(found, 'kernel'),
    ansible_kernel_version: one(found, 'kernel_version'),
    ansible_architecture: one(found, 'architecture'),
    ansible_machine: one(found, 'architecture'),
    ansible_userspace_architecture: one(found, 'architecture'),
    ansible_machine_id: one(found, 'machine_id'),
    ansible_service_mgr: manager,
    ansible_pkg_mgr: PACKAGERS.find(has) ?? 'unknown',
    ansible_uptime_seconds: Number(one(found, 'uptime')),
    ansible_cmdline: Object.fromEntries(
      words.map((word) => {
        const [name = '', ...value] = word.split('=');
        return [name, value.length === 0 ? true : value.join('=')];
      }),
    ),
  };
}

const PACKAGERS = ['apt', 'dnf', 'yum', 'zypper', 'apk'];

/** `ID=…` lines of os-release(5), without quotes. */
function release(
  found: Gathered,
  name: 'os-release' | 'lsb-release',
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (found[name] ?? []).map((line) => {
      const [key = '', ...value] = line.split('=');
      return [key, value.join('=').replace(/^(["'])(.*)\1$/, '$2')];
    }),
  );
}

interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly codename: string;
}

function distributionOf(found: Gathered): Distribution {
  const os = release(found, 'os-release');
  const lsb = release(found, 'lsb-release');
  const first = (...values: readonly (string | undefined)[]): string =>
    values.find((value) => value !== undefined && value !== '') ?? '';
  const id = first(os['ID'], lsb['DISTRIB_ID']).toLowerCase();
  // Ansible gives Debian's point release.
  const point = id === 'debian' ? one(found, 'debian_version') : '';
  const inVersion = /\((\w+)/.exec(first(os['VERSION']))?.[1];
  return {
    name: first(NAMES[id], os['NAME']?.split(' ')[0], id),
    version: first(point, os['VERSION_ID'], lsb['DISTRIB_RELEASE']),
    codename: first(os['VERSION_CODENAME'], lsb['DISTRIB_CODENAME'], inVersion),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  ...{ ubuntu: 'Ubuntu', debian: 'Debian', fedora: 'Fedora', centos: 'CentOS', alpine: 'Alpine' },
};
const FAMILIES: Readonly<Record<string, string>> = {
  ...{ Ubuntu: 'Debian', Debian: 'Debian', Fedora: 'RedHat', CentOS: 'RedHat', Alpine: 'Alpine' },
};

function distributionFacts(found: Gathered): Facts {
  const { name, version, codename } = distributionOf(found);
  const lsb = release(found, 'lsb-release');
  return {
    ansible_distribution: name,
    ansible_distribution_version: version,
    ansible_distribution_major_version: version.split('.')[0] ?? '',
    ansible_distribution_release: codename,
    ansible_os_family: FAMILIES[name] ?? name,
    ansible_lsb: {
      ...(lsb['DISTRIB_ID'] !== undefined && {
        id: lsb['DISTRIB_ID'],
        release: lsb['DISTRIB_RELEASE'] ?? '',
        codename: lsb['DISTRIB_CODENAME'] ?? '',
        description: lsb['DISTRIB_DESCRIPTION'] ?? '',
      }),
    },
  };
}

const mb = (found: Gathered, name: string): number => Math.floor(Number(one(found, name)) / 1024);

function hardwareFacts(found: Gathered): Facts {
  const vcpus = Number(one(found, 'vcpus'));
  const dmi = Object.entries(found).flatMap(([name, [value = '']]) =>
    name.startsWith('dmi-') ? [[`ansible_${DMI[name] ?? name.slice(4)}`, value] as const] : [],
  );
  return {
    ...Object.fromEntries(dmi),
    ansible_memtotal_mb: mb(found, 'MemTotal'),
    ansible_memfree_mb: mb(found, 'MemFree'),
    ansible_swaptotal_mb: mb(found, 'SwapTotal'),
    ansible_swapfree_mb: mb(found, 'SwapFree'),
    ansible_processor_vcpus: vcpus,
    ansible_processor_cores: Number(one(found, 'cores') || 1),
    ansible_processor_count: Math.max(1, Math.floor(vcpus / Number(one(found, 'cores') || 1))),
    ansible_processor: [one(found, 'cpu_model')].filter((model) => model !== ''),
  };
}

const DMI: Readonly<Record<string, string>> = { 'dmi-sys_vendor': 'system_vendor' };
const SECTOR = 512;

function storageFacts(found: Gathered): Facts {
  const sizes = new Map(
    (found['df'] ?? []).flatMap((line) => {
      const [, blocks = '', , free = '', , ...mount] = line.split(/\s+/);
      return /^\d+$/.test(blocks) ? [[mount.join(' '), [blocks, free].map(Number)] as const] : [];
    }),
  );
  const mounts = (found['mount'] ?? []).flatMap((line): readonly Json[] => {
    const [device = '', mount = '', fstype = '', options = ''] = line.split(' ');
    const [total = 0, free = 0] = sizes.get(mount) ?? [];
    const size = { size_total: total * 1024, size_available: free * 1024 };
    return device.startsWith('/') ? [{ device, mount, fstype, options, ...size }] : [];
  });
  const devices = (found['block'] ?? []).map((line) => {
    const [name = '', sectors = '0', removable = '0', rotational = '0'] = line.split(' ');
    const size = `${((Number(sectors) * SECTOR) / 1024 ** 3).toFixed(2)} GB`;
    return [name, { sectors, sectorsize: String(SECTOR), size, removable, rotational }] as const;
  });
  return { ansible_mounts: mounts, ansible_devices: Object.fromEntries(devices) };
}

const DATE = [
  ...['year', 'month', 'day', 'hour', 'minute', 'second', 'epoch', 'tz', 'tz_offset'],
  ...['weekday', 'weekday_number', 'weeknumber'],
];

function timeFacts(found: Gathered): Facts {
  const parts = one(found, 'date').split(' ');
  const at = (name: string): string => parts[DATE.indexOf(name)] ?? '';
  return {
    ansible_date_time: {
      ...Object.fromEntries(DATE.map((name) => [name, at(name)])),
      iso8601: one(found, 'utc'),
      date: ['year', 'month', 'day'].map(at).join('-'),
      time: ['hour', 'minute', 'second'].map(at).join(':'),
    },
  };
}

function userFacts(found: Gathered): Facts {
  const [name = '', uid = '', gid = ''] = one(found, 'user').split(' ');
  const env = (found['env'] ?? []).flatMap((line) => {
    const [key = '', ...value] = line.split('=');
    return value.length === 0 ? [] : [[key, value.join('=')] as const];
  });
  return {
    ansible_user_id: name,
    ansible_user_uid: Number(uid),
    ansible_user_gid: Number(gid),
    ansible_user_dir: one(found, 'home'),
    ansible_user_shell: one(found, 'shell'),
    ansible_env: Object.fromEntries(env),
  };
}
