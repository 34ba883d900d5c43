import { tellNetworkConfig } from '../commands/network-config.ts';
import { fromHex, shownBytes, utf8Of, type Bytes } from '../model/bytes.ts';
import type { Fact } from '../model/fact.ts';
import type { Connection } from '../model/network.ts';
import { readConnman } from './network-config/connman.ts';
import { readDhclient, type SentId } from './network-config/dhclient.ts';
import { readInterfaces, wpaFilesIn } from './network-config/interfaces.ts';
import { readNetworkManager } from './network-config/network-manager.ts';
import { readWpaSupplicant } from './network-config/wpa-supplicant.ts';

/** What the files of the old system say of its networks, ifupdown's first. Secrets in it are `Secret`. */
export type NetworkConfig = {
  readonly connections: readonly Connection[];
  /** What dhclient is told to call itself. */
  readonly clientIds: readonly SentId[];
};

const NONE: NetworkConfig = { connections: [], clientIds: [] };

/** Answer: see `tellNetworkConfig`. A journal gets nothing of it. */
export const networkConfig: Fact<NetworkConfig> = {
  name: 'network configuration',
  command: tellNetworkConfig(),
  as: 'root',
  parse: ({ stdout }) => readNetworkConfig(stdout),
  toKeep: () => NONE,
};

type File = { readonly kind: string; readonly path: string; readonly text: Bytes };

export function readNetworkConfig(stdout: string): NetworkConfig {
  const rows = stdout.split('\n').map((line) => line.split(' '));
  const all = rows
    .filter(([what]) => what === 'file')
    .map(([, kind = '', path = '', text = '']): File => ({
      kind,
      path: pathIn(path),
      text: fromHex(text) ?? '',
    }));
  const there = new Set(
    rows.flatMap(([what, path = '']) => (what === 'there' ? pathIn(path) : [])),
  );
  const isFile = (path: string): boolean => there.has(path);
  const files = all.filter(
    ({ path }, index) => all.findIndex((one) => one.path === path) === index,
  );
  const of = (kind: string): readonly File[] => files.filter((file) => file.kind === kind);
  // Stanzas of one interface may lie in several files.
  const interfaces = of('interfaces')
    .map(({ text }) => text)
    .join('\n');
  const named = wpaFilesIn(interfaces);
  return {
    connections: [
      ...readInterfaces(interfaces, { source: '/etc/network/interfaces', isFile }),
      ...of('wpa').flatMap(({ path, text }) =>
        readWpaSupplicant(text, { source: path, name: interfaceOf(path, named), isFile }),
      ),
      ...of('nm').flatMap(({ path, text }) => readNetworkManager(text, { source: path, isFile })),
      ...of('connman').flatMap(({ path, text }) => readConnman(text, { source: path, isFile })),
    ],
    clientIds: of('dhclient').flatMap(({ text }) => readDhclient(text)),
  };
}

const pathIn = (hex: string): string => {
  const bytes = fromHex(hex) ?? '';
  return utf8Of(bytes) ?? shownBytes(bytes);
};

/** Whose file it is: by ifupdown, or by its name (`wpa_supplicant-wlan0.conf`). Empty: anybody's. */
const interfaceOf = (path: string, named: ReturnType<typeof wpaFilesIn>): string =>
  named.find((one) => one.path === path)?.name ??
  /\/wpa_supplicant-(?:\w+-)?(\w+)\.conf$/.exec(path)?.[1] ??
  '';
