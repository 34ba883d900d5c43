import { createHmac } from 'node:crypto';
import { StemError } from '../../model/errors.ts';
import type { Value, Vars } from '../../model/params.ts';
import { reveal, Secret, type Content } from '../../model/secret.ts';
import type { SystemProxy } from '../../model/system-proxy.ts';
import type { Task } from '../../model/task.ts';
import type { Templating } from '../../model/templating.ts';
import { readExceptions } from '../../planning/system-proxy/exceptions.ts';
import { readProxy, type WrittenProxy } from '../../planning/system-proxy/read-proxy.ts';
import { redsocksConf } from '../../planning/system-proxy/redsocks-conf.ts';
import { names } from '../../report/words.ts';
import { createTemplating } from '../../templating/templating.ts';
import type { Target } from '../targets.ts';
import type { Configured } from './config-json.ts';

/** What the steps read of a host's proxy. */
export interface HostProxy {
  readonly proxy: SystemProxy;
  readonly conf: Content;
}

/**
 * Gives each host with a proxy the vars of it. A playbook without a bundle has no new system that could need one.
 * @throws StemError INVENTORY_INVALID
 */
export function withSystemProxy(targets: readonly Target[]): readonly Target[] {
  const proxies = hostProxies(
    targets
      .filter(({ vars }) => vars['os_layout'] !== undefined)
      .map(({ host, vars }) => ({ name: host.name, vars })),
  );
  return targets.map((target): Target => {
    const found = proxies.get(target.host.name);
    if (found === undefined) return target;
    const { proxy, conf } = found;
    const sealed = { redsocks_conf: conf, redsocks_seal: sealOf(found, target.vars) };
    return { ...target, vars: { ...target.vars, redsocks_proxy: proxy, ...sealed } };
  });
}

/** A copy of the playbook may be older than the task: its devices would come up without their proxy, and stay alone. */
export function proxyLeftOut({ targets, tasks }: Planned): readonly string[] {
  const has = (id: string): boolean => tasks.some(({ step }) => step.id === id);
  const who = targets.filter(({ vars }) => 'redsocks_proxy' in vars).map(({ host }) => host.name);
  return who.length > 0 && has('install/config-json') && !has('install/system-proxy')
    ? [
        `install/system-proxy is missing behind install/config-json, and stem_proxy is given for ${names(who)}`,
      ]
    : [];
}

interface Planned {
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
}

/**
 * The proxy of each host that has one. All that is wrong with any of them is told at once, and nothing that was written:
 * it may be a password. @throws StemError INVENTORY_INVALID
 */
export function hostProxies(hosts: readonly Configured[]): ReadonlyMap<string, HostProxy> {
  const templating = createTemplating();
  const problems = new Map<string, string[]>();
  const proxies = new Map<string, HostProxy>();
  for (const { name, vars } of hosts) {
    const { proxy, found } = proxyFor(vars, templating);
    for (const problem of found) problems.set(problem, [...(problems.get(problem) ?? []), name]);
    if (proxy !== null) proxies.set(name, proxy);
  }
  if (problems.size === 0) return proxies;
  throw new StemError(
    [...problems].map(([problem, who]) => `proxy of ${names(who)}: ${problem}`).join('\n'),
    { code: 'INVENTORY_INVALID', hint: 'Mend stem_proxy and stem_no_proxy of these hosts.' },
  );
}

interface Found {
  readonly proxy: HostProxy | null;
  readonly found: readonly string[];
}

const wrong = (...found: readonly string[]): Found => ({ proxy: null, found });

function proxyFor(vars: Vars, templating: Templating): Found {
  const text = plainText(vars['stem_proxy'], vars, templating);
  if (text === undefined)
    return wrong('the template in stem_proxy fails: look at the vars that it names');
  const exceptions = exceptionsIn(vars, templating);
  if (exceptions === undefined)
    return wrong('the template in stem_no_proxy fails: look at the vars that it names');
  // A host without the proxy of its group says so with an empty text.
  if (text === '') return wrong();
  if (text === null)
    return exceptions.list.length === 0 && exceptions.problems.length === 0
      ? wrong()
      : wrong('stem_no_proxy is given, and no stem_proxy');
  if (!isForLayout(vars)) return wrong('stem_proxy is for a bundle of layout balena');
  const { proxy, problems } = readProxy(text);
  if (proxy === null || exceptions.problems.length > 0)
    return wrong(...problems, ...exceptions.problems);
  return { proxy: madeOf(proxy, exceptions.list), found: [] };
}

/** Of a bundle that is not known yet (`lint`), none is wrong. */
const isForLayout = ({ os_layout: layout }: Vars): boolean =>
  layout === undefined || layout === 'balena';

const madeOf = (written: WrittenProxy, exceptions: readonly string[]): HostProxy => {
  const { type, host, port, login } = written;
  return {
    proxy: { type, host, port, hasLogin: login !== null, exceptions },
    conf: redsocksConf(written),
  };
};

/** The text with its templates rendered; null where there is none, undefined where it can't be made. */
function plainText(
  value: Value | undefined,
  vars: Vars,
  templating: Templating,
): string | null | undefined {
  const text = value instanceof Secret ? value.reveal() : (value ?? null);
  const made = rendered(text, vars, templating);
  if (made === null || typeof made === 'string') return made;
  if (made instanceof Secret) return made.reveal();
  return Array.isArray(made) && made.every(isPart) ? reveal(made) : undefined;
}

const isPart = (part: unknown): part is string | Secret =>
  typeof part === 'string' || part instanceof Secret;

function exceptionsIn(
  vars: Vars,
  templating: Templating,
): { readonly list: readonly string[]; readonly problems: readonly string[] } | undefined {
  const made = rendered(vars['stem_no_proxy'] ?? null, vars, templating);
  if (made === undefined) return undefined;
  const { exceptions, problems } = readExceptions(made);
  return { list: exceptions, problems };
}

/** Undefined where a template fails. What it says is not passed on: it quotes the template, and that may hold a password. */
function rendered(value: Value, vars: Vars, templating: Templating): Value | undefined {
  try {
    return templating.render(value, vars);
  } catch (error) {
    if (!(error instanceof StemError)) throw error;
    return undefined;
  }
}

/**
 * Tells one proxy from another, for the seal on the device. A plain sum of the file would let anybody who reads a journal
 * try passwords: it is made with the device's `config.json`, whose keys nobody can guess.
 */
function sealOf({ conf, proxy }: HostProxy, { config_json: config }: Vars): string {
  const key = Array.isArray(config) ? reveal(config as Content) : '';
  return createHmac('sha256', key)
    .update(JSON.stringify([reveal(conf), proxy.exceptions]))
    .digest('hex');
}
