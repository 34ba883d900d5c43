/** The system's own, with all that is in it. An old system's files there keep the new one from booting, or everybody out of it. */
const THE_SYSTEMS = [
  ...['/bin', '/boot', '/dev', '/lib', '/lib32', '/lib64', '/proc', '/run', '/sbin', '/sys'],
  ...[
    'fstab',
    'group',
    'gshadow',
    'ld.so.cache',
    'ld.so.conf',
    'ld.so.conf.d',
    'nsswitch.conf',
  ].map((name) => `/etc/${name}`),
  ...['pam.d', 'passwd', 'shadow', 'ssh', 'systemd', 'udev'].map((name) => `/etc/${name}`),
  ...['dpkg', 'stem', 'systemd'].map((name) => `/var/lib/${name}`),
  '/var/run',
];
/** The system's own as a whole; a folder of the customer's may be in it. */
const WHOLE = ['bin', 'include', 'lib', 'lib32', 'lib64', 'libexec', 'sbin', 'share'].map(
  (name) => `/usr/${name}`,
);

/** Those of the customer's list that are the system's, or hold what is (`/`, `/etc`): they are not to be taken along. */
export const systemsPathsIn = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => isTheSystems(plain(path)));

/** Without `//`, `.` and `..`, and with a slash at its end. */
function plain(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return ['', ...names, ''].join('/');
}

/** `path` is a plain one. */
const isTheSystems = (path: string): boolean =>
  THE_SYSTEMS.some((one) => path.startsWith(`${one}/`)) ||
  [...THE_SYSTEMS, ...WHOLE].some((one) => `${one}/`.startsWith(path));
