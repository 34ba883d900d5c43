import {
  itemsOf,
  flag,
  optional,
  paths,
  Problem,
  readVars,
  text,
  whole,
  type Reader,
  type Vars,
} from '../../model/params.ts';
import { maybeProxy, type SystemProxy } from '../../model/system-proxy.ts';
import { readRoom, type RoomVars } from '../room.ts';
import { readTarget, type Target } from '../target.ts';

export interface PreflightVars {
  readonly inventory_hostname: string;
  readonly stem_run_id: string;
  readonly stem_take_over: boolean;
  /** ISO 8601, by the controller's clock. */
  readonly stem_started_at: string;
  /** `ID VERSION_ID` of /etc/os-release. */
  readonly stem_old_os: string;
  /** `host:port` that the new system will need. */
  readonly stem_required_endpoints: readonly string[];
  /** What becomes of a device that does not reach one: `block`, `warn`, or `skip`. */
  readonly stem_check_reachability: string;
  readonly stem_login_user: string;
  /** From the bundle and its `config.json`: `host:port` of its services, and whether it lets somebody in. */
  readonly os_layout: string;
  readonly config_endpoints: readonly string[];
  readonly config_has_login: boolean;
  /** By which the new system will go. */
  readonly redsocks_proxy: SystemProxy | null;
  /** Empty: the device's name must be the one in the inventory. */
  readonly stem_hostname: string;
  readonly stem_machine_id: string;
  readonly stem_backup_paths: readonly string[];
  /** Checks whose word to stop is overridden by the operator. */
  readonly stem_preflight_ignore: readonly string[];
  /** From the bundle; 0 where it is not known. */
  readonly env_min_memory_bytes: number;
  readonly env_kernel_bytes: number;
  readonly env_initramfs_bytes: number;
  readonly env_unpacked_bytes: number;
  readonly os_minimum_bytes: number;
  /** Drivers of radios for which the environment has all they need; empty where the bundle does not tell. */
  readonly env_wifi_drivers: readonly string[];
}

export type PreflightParams = PreflightVars & { readonly target: Target; readonly room: RoomVars };

/** Without these no run of ours can end well, whatever an operator says. */
export const NOT_IGNORABLE = ['P01', 'P05', 'P06', 'P09', 'P13'] as const;
const LAST_CHECK = 44;
const MOST_ENDPOINTS = 20;

const endpoints: Reader<readonly string[]> = (value) => {
  const items = itemsOf(value);
  const isEndpoint = (item: unknown): item is string =>
    typeof item === 'string' && /^[A-Za-z\d][\w.-]*:\d{1,5}$/.test(item);
  return items !== null && items.length <= MOST_ENDPOINTS && items.every(isEndpoint)
    ? items
    : new Problem(`a list of at most ${String(MOST_ENDPOINTS)} host:port`);
};

/** Not `off`: YAML makes a boolean of that word, and INI a text. */
const reachability: Reader<string> = (value) =>
  value === 'block' || value === 'warn' || value === 'skip'
    ? value
    : new Problem('block, warn or skip');

const checkIds: Reader<readonly string[]> = (value) => {
  const isId = (item: unknown): item is string =>
    typeof item === 'string' &&
    /^P\d\d$/.test(item) &&
    Number(item.slice(1)) >= 1 &&
    Number(item.slice(1)) <= LAST_CHECK &&
    !NOT_IGNORABLE.some((id) => id === item);
  const items = itemsOf(value);
  return items?.every(isId) === true
    ? items
    : new Problem(`a list of checks (P02 to P44) without ${NOT_IGNORABLE.join(', ')}`);
};

const names: Reader<readonly string[]> = (value) => {
  const items = itemsOf(value);
  return items?.every((item) => typeof item === 'string') === true
    ? items
    : new Problem('a list of names');
};

const bytes: Reader<number> = whole(0, Number.MAX_SAFE_INTEGER);

/** Everything is optional: what is not known is not compared, and the findings say so. @throws StemError VARS_INVALID */
export const readPreflight = (vars: Vars): PreflightParams => ({
  ...readVars<PreflightVars>(vars, {
    inventory_hostname: optional(text, ''),
    stem_run_id: optional(text, ''),
    stem_take_over: optional(flag, false),
    stem_started_at: optional(text, ''),
    stem_old_os: optional(text, 'ubuntu 14.04'),
    stem_required_endpoints: optional(endpoints, []),
    stem_check_reachability: optional(reachability, 'block'),
    stem_login_user: optional(text, 'root'),
    os_layout: optional(text, 'root'),
    config_endpoints: optional(endpoints, []),
    config_has_login: optional(flag, false),
    redsocks_proxy: maybeProxy,
    stem_hostname: optional(text, ''),
    stem_machine_id: optional(text, ''),
    stem_backup_paths: optional(paths, []),
    stem_preflight_ignore: optional(checkIds, []),
    env_min_memory_bytes: optional(bytes, 0),
    env_kernel_bytes: optional(bytes, 0),
    env_initramfs_bytes: optional(bytes, 0),
    env_unpacked_bytes: optional(bytes, 0),
    os_minimum_bytes: optional(bytes, 0),
    env_wifi_drivers: optional(names, []),
  }),
  room: readRoom(vars),
  target: readTarget(vars),
});
