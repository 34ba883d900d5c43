import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { StemError } from '../../model/errors.ts';
import { fleetIn } from '../../model/fleet.ts';
import type { Value, Vars } from '../../model/params.ts';
import { reveal, Secret, type Content } from '../../model/secret.ts';
import type { Templating } from '../../model/templating.ts';
import {
  isConfig,
  mergeConfig,
  withNumbers,
  type Config,
} from '../../planning/config-json/config-json.ts';
import { configContent, withKept } from '../../planning/config-json/config-content.ts';
import {
  configProblems,
  identityKind,
  type IdentityKind,
} from '../../planning/config-json/config-problems.ts';
import { endpointsIn } from '../../planning/config-json/endpoints.ts';
import { hideSecretKeys } from '../../planning/config-json/secret-keys.ts';
import { sharedIdentities, type Identified } from '../../planning/config-json/shared-identities.ts';
import { located } from '../../planning/inventory/problem.ts';
import { names } from '../../report/words.ts';
import { createTemplating } from '../../templating/templating.ts';
import type { App } from '../app.ts';
import { plainText } from '../inventory/vault.ts';
import { readText } from '../read-text.ts';
import { CLOSED_VAULT, type Vault } from '../secrets/vault.ts';
import type { Target } from '../targets.ts';

export interface Configured {
  readonly name: string;
  readonly vars: Vars;
}

export interface ConfigSources {
  /** Relative paths of hosts that no inventory file names begin here. */
  readonly inventory: readonly string[];
  readonly vault: Vault;
}

/** What the steps read of a host's `config.json`, and as whom it will come up. */
export interface HostConfig {
  readonly identity: IdentityKind;
  readonly vars: Vars;
}

export const isConfigured = ({ vars }: Configured): boolean =>
  'stem_config' in vars || 'stem_config_json' in vars;

/** Gives each host of layout `balena` the vars of its `config.json`, and says as whom they come up. @throws StemError INVENTORY_INVALID */
export function withConfigJson(
  targets: readonly Target[],
  inventory: readonly string[],
  app: App,
): readonly Target[] {
  const wanted = targets.filter(({ vars }) => vars['os_layout'] === 'balena');
  if (wanted.length === 0) return targets;
  const configs = hostConfigs(
    wanted.map(({ host, vars }) => ({ name: host.name, vars })),
    { inventory, vault: app.secrets?.vault ?? CLOSED_VAULT },
  );
  app.err(identityLine(configs));
  return targets.map((target) => ({
    ...target,
    vars: { ...target.vars, ...configs.get(target.host.name)?.vars },
  }));
}

/**
 * The `config.json` of each host: what the inventory says of it, over the template. All that is wrong with any of them is
 * told at once; identities are compared over the whole inventory. @throws StemError INVENTORY_INVALID
 */
export function hostConfigs(
  hosts: readonly Configured[],
  sources: ConfigSources,
): ReadonlyMap<string, HostConfig> {
  const composer = { templating: createTemplating(), templates: new Map(), sources };
  const problems = new Map<string, string[]>();
  const configs = new Map<string, Config>();
  const note = (problem: string, name: string): void => {
    problems.set(problem, [...(problems.get(problem) ?? []), name]);
  };
  for (const host of hosts) {
    const config = composed(host, composer, (problem) => {
      note(problem, host.name);
    });
    if (config === null) continue;
    configs.set(host.name, config);
    for (const problem of configProblems(config, typeIn(host.vars))) note(problem, host.name);
  }
  for (const { key, names: who } of sharedIdentities([
    ...[...configs].map(([name, config]) => ({ name, config })),
    ...others(hosts, composer),
  ]))
    if (who.some((name) => configs.has(name))) note(`they have the same ${key}`, who.join(', '));
  if (problems.size > 0) throw invalid(problems);
  return new Map([...configs].map(([name, config]) => [name, hostConfig(config)]));
}

/** `identity: 2 devices pre-registered, 1 with a provisioning key (web-3)`: what nobody should find out afterwards. */
export function identityLine(configs: ReadonlyMap<string, HostConfig>): string {
  const of = (kind: IdentityKind): readonly string[] =>
    [...configs].filter(([, { identity }]) => identity === kind).map(([name]) => name);
  const told = (
    [
      ['pre-registered', of('pre-registered')],
      ['with a provisioning key', of('provisioning key')],
    ] as const
  ).filter(([, who]) => who.length > 0);
  return `identity: ${told.map(([how, who]) => `${String(who.length)} ${how} (${names(who)})`).join(', ')}`;
}

interface Composer {
  readonly templating: Templating;
  readonly templates: Map<string, Config>;
  readonly sources: ConfigSources;
}

/** Null where it can't be made; `tell` has heard why. */
function composed(
  { vars }: Configured,
  composer: Composer,
  tell: (problem: string) => void,
): Config | null {
  const file = vars['stem_config_json'];
  try {
    const under = file === undefined ? {} : template(render(file, vars, composer), vars, composer);
    const over = render(vars['stem_config'] ?? {}, vars, composer);
    if (!isConfig(over)) tell('stem_config must be a mapping');
    else if (isConfigured({ name: '', vars })) return withNumbers(mergeConfig(under, over));
    else tell('stem_config_json or stem_config is missing: balenaOS needs a config.json');
  } catch (error) {
    if (!(error instanceof StemError)) throw error;
    tell(error.message);
  }
  return null;
}

function template(named: unknown, vars: Vars, composer: Composer): Config {
  if (typeof named !== 'string' || named === '')
    throw wrong('stem_config_json must be the path of a file');
  const { inventory, vault } = composer.sources;
  const folder = vars['inventory_dir'];
  const file = resolve(typeof folder === 'string' ? folder : dirname(inventory[0] ?? '.'), named);
  const known = composer.templates.get(file);
  if (known !== undefined) return known;
  const written = readText(file, 'the template of config.json');
  const { text } = located(() => plainText(written, vault), { file, text: written });
  const config = hideSecretKeys(parsed(text, file));
  if (!isConfig(config)) throw wrong(`${file} must hold one JSON object`);
  composer.templates.set(file, config);
  return config;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What a parser says quotes the text, and that may hold a key.
    throw wrong(`${file} is no JSON`);
  }
}

const wrong = (message: string): StemError =>
  new StemError(message, { code: 'INVENTORY_INVALID', hint: HINT });

/** Templates in it are rendered, also those that a secret is made of. */
function render(value: unknown, vars: Vars, { templating }: Composer): unknown {
  const walk = (each: unknown): unknown => {
    if (each instanceof Secret)
      return isTemplate(each.reveal()) ? hidden(leaf(each.reveal())) : each;
    if (typeof each === 'string') return leaf(each);
    if (typeof each !== 'object' || each === null) return each;
    if (Array.isArray(each)) return each.map(walk);
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, walk(inner)]));
  };
  const leaf = (text: string): unknown => {
    const result: Value = templating.render(text, vars);
    const isContent = Array.isArray(result) && result.some((part) => part instanceof Secret);
    return isContent ? new Secret(reveal(result as Content)) : result;
  };
  return hideSecretKeys(walk(value));
}

const isTemplate = (text: string): boolean => /\{[{%]/.test(text);
const hidden = (value: unknown): unknown =>
  typeof value === 'string' || typeof value === 'number' ? new Secret(String(value)) : value;

/** Hosts of the inventory that this run leaves alone: theirs is compared as far as it can be made. */
function others(hosts: readonly Configured[], composer: Composer): readonly Identified[] {
  const [first] = hosts;
  const fleet = first === undefined ? undefined : fleetIn(first.vars);
  const own = new Set(hosts.map(({ name }) => name));
  return (fleet?.hosts ?? []).flatMap((name): readonly Identified[] => {
    const vars = own.has(name) ? null : (fleet?.varsOf(name) ?? null);
    if (vars === null || !isConfigured({ name, vars })) return [];
    const config = composed({ name, vars }, composer, () => undefined);
    return config === null ? [] : [{ name, config }];
  });
}

function hostConfig(config: Config): HostConfig {
  const content = configContent(withKept(config));
  const os = isConfig(config['os']) ? config['os'] : {};
  const keys = os['sshKeys'];
  return {
    identity: identityKind(config),
    vars: {
      config_json: content,
      config_sha256: createHash('sha256').update(reveal(content)).digest('hex'),
      config_identity: identityKind(config),
      config_application: Number(config['applicationId'] ?? 0),
      config_uuid: typeof config['uuid'] === 'string' ? config['uuid'] : '',
      config_endpoints: endpointsIn(config),
      config_has_login:
        (Array.isArray(keys) && keys.length > 0) || config['developmentMode'] === true,
    },
  };
}

const typeIn = (vars: Vars): string => {
  const type = vars['os_device_type'];
  return typeof type === 'string' ? type : '';
};

const HINT = 'Mend stem_config of these hosts in the inventory, or the template stem_config_json.';

const invalid = (problems: ReadonlyMap<string, readonly string[]>): StemError =>
  new StemError(
    [...problems].map(([problem, who]) => `config.json of ${names(who)}: ${problem}`).join('\n'),
    { code: 'INVENTORY_INVALID', hint: HINT },
  );
