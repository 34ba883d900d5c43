import { Secret } from '../../model/secret.ts';
import { isConfig, type Config } from './config-json.ts';

type Rule = readonly [isRight: (value: unknown) => boolean, expected: string];

const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);
const whole =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const HOST = String.raw`[A-Za-z\d](?:[A-Za-z\d.-]{0,251}[A-Za-z\d])?`;
const PORT: Rule = [whole(1, 65_535), 'a port'];
const ID: Rule = [whole(1, Number.MAX_SAFE_INTEGER), 'a number'];
const WORD: Rule = [matches(/^\S+$/), 'a word'];
const TEXT: Rule = [(value) => typeof value === 'string', 'a text'];
const FLAG: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const URL: Rule = [matches(new RegExp(`^https?://${HOST}(?::\\d{1,5})?(?:/\\S*)?$`)), 'a URL'];
const NAME_OF_HOST: Rule = [matches(new RegExp(`^${HOST}(?::\\d{1,5})?$`)), 'a host'];
/** Printable, no blank: it goes into a header of HTTP. */
const KEY: Rule = [
  (value) => value instanceof Secret && /^[\x21-\x7e]+$/.test(value.reveal()),
  'a key without blanks',
];

/** Without these no version of the system finds its services. */
const REQUIRED: Readonly<Record<string, Rule>> = {
  apiEndpoint: URL,
  vpnEndpoint: NAME_OF_HOST,
  vpnPort: PORT,
  registryEndpoint: NAME_OF_HOST,
  deviceType: [matches(/^[a-z\d][a-z\d._-]*$/), 'a device type'],
};

const OPTIONAL: Readonly<Record<string, Rule>> = {
  apiKey: KEY,
  deviceApiKey: KEY,
  deviceId: ID,
  registered_at: ID,
  // The short one is of early systems.
  uuid: [matches(/^(?:[\da-f]{32}|[\da-f]{62})$/), '32 or 62 hex digits in lower case'],
  applicationId: ID,
  applicationName: WORD,
  userId: ID,
  username: WORD,
  deltaEndpoint: URL,
  listenPort: PORT,
  appUpdatePollInterval: ID,
  hostname: [
    (value) => matches(/^.{1,63}$/)(value) && matches(LABELS)(value),
    'a host name: letters, digits and inner hyphens, 63 at most',
  ],
  persistentLogging: FLAG,
  developmentMode: FLAG,
  ntpServers: TEXT,
  dnsServers: TEXT,
  country: [matches(/^[A-Z]{2}$/), 'two capital letters'],
  balenaRootCA: [matches(/^[A-Za-z\d+/=\s]+$/), 'a certificate in base64'],
  os: [isConfig, 'a mapping'],
};
const LABELS =
  /^[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?)*$/;

/** Of the device that the platform knows already, beside its key. */
const REGISTERED = ['uuid', 'deviceId', 'registered_at'] as const;

/**
 * All that is wrong with one device's `config.json`, each as a sentence without its end. No value of a secret is in it.
 * `deviceType` is the bundle's; empty where it does not say.
 */
export const configProblems = (config: Config, deviceType: string): readonly string[] => [
  ...Object.keys(REQUIRED)
    .filter((key) => !isThere(config, key))
    .map((key) => `${key} is missing`),
  ...Object.entries({ ...REQUIRED, ...OPTIONAL }).flatMap(([key, [isRight, expected]]) =>
    !isThere(config, key) || isRight(config[key] ?? null) ? [] : [`${key} must be ${expected}`],
  ),
  ...deviceTypeProblem(config, deviceType),
  ...identityProblems(config),
  ...sshKeyProblems(config),
];

export type IdentityKind = 'pre-registered' | 'provisioning key';

/** As whom a device will come up: one that is known already, or one that makes itself known. */
export const identityKind = (config: Config): IdentityKind =>
  isThere(config, 'deviceApiKey') ? 'pre-registered' : 'provisioning key';

const isThere = (config: Config, key: string): boolean =>
  Object.hasOwn(config, key) && config[key] !== null && config[key] !== '';

function deviceTypeProblem({ deviceType: own }: Config, wanted: string): readonly string[] {
  return wanted === '' || typeof own !== 'string' || own === wanted
    ? []
    : [`deviceType is ${own}, and the bundle is for ${wanted}`];
}

function identityProblems(config: Config): readonly string[] {
  const has = (key: string): boolean => isThere(config, key);
  const application = has('applicationId') || has('applicationName');
  const lacks = application ? [] : ['applicationId (or applicationName) is missing'];
  if (!has('deviceApiKey'))
    return has('apiKey') ? lacks : [...lacks, 'it has neither apiKey nor deviceApiKey'];
  const missing = REGISTERED.filter((key) => !has(key));
  return missing.length === 0
    ? lacks
    : [...lacks, `deviceApiKey is of a registered device, and ${missing.join(', ')} is missing`];
}

function sshKeyProblems({ os }: Config): readonly string[] {
  const keys = isConfig(os) ? os['sshKeys'] : undefined;
  if (keys === undefined) return [];
  return Array.isArray(keys) && keys.every(matches(/^\P{Cc}+$/u))
    ? []
    : ['os.sshKeys must be a list of public keys, one text for each'];
}
