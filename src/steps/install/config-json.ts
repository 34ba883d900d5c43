import { CONFIG_FILE, CONFIG_SEAL, writeConfigJson } from '../../commands/config-json.ts';
import { mountedAt } from '../../facts/disk.ts';
import { exists, fileText, isFilled } from '../../facts/files.ts';
import { HOSTNAME_FILE, LOGINS_FILE } from '../../facts/identity.ts';
import { run } from '../../model/action.ts';
import { KEPT_HOSTNAME, KEPT_KEYS } from '../../model/config-words.ts';
import { content, flag, optional, readVars, text, type Reader } from '../../model/params.ts';
import { NEW_BOOT } from '../../model/paths.ts';
import type { Content } from '../../model/secret.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';

interface Params {
  readonly config_json: Content;
  readonly config_sha256: string;
  readonly config_identity: string;
  readonly config_uuid: string;
  readonly config_has_login: boolean;
}

const uuid: Reader<string> = optional(text, '');

/** Puts down as whom the new system comes up, and how it finds its services. */
export const configJsonStep = defineStep({
  id: 'install/config-json',
  title: 'Write config.json',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Params>(vars, {
      config_json: content,
      config_sha256: text,
      config_identity: text,
      config_uuid: (value) => (value === '' ? '' : uuid(value)),
      config_has_login: optional(flag, false),
    }),
  facts: () => ({
    sealed: fileText(CONFIG_SEAL),
    isThere: exists(CONFIG_FILE),
    hostname: fileText(HOSTNAME_FILE),
    hasLogins: isFilled(LOGINS_FILE),
    mounted: mountedAt(NEW_BOOT),
  }),
  check: ({ sealed, isThere, hostname, hasLogins, mounted }, params) => {
    // The new system writes into the file once it runs: then it is as it should be, and not what we wrote.
    if (isThere && sealed?.trim() === params.config_sha256) return satisfied(asWhom(params));
    if (hostname === null)
      return blocked('the recorded identity is not on the staging partition', 'Resume the run.');
    if (mounted === null)
      return blocked("the new system's partitions are not mounted", 'Resume the run.');
    if (!hasLogins && !params.config_has_login)
      return blocked(
        'nobody could log in: neither the device nor config.json has a public key',
        'Put a public key into os.sshKeys of stem_config, and resume the run.',
      );
    return needed(
      `${sealed === null ? 'it is not written' : 'another one was given'}: ${asWhom(params)}`,
    );
  },
  apply: (_, { config_json: json, config_sha256: sha256 }) => [
    {
      ...run(writeConfigJson(sha256, { hostname: KEPT_HOSTNAME, keys: KEPT_KEYS }), 120_000),
      stdin: json,
    },
  ],
  expect: (facts, { config_sha256: sha256 }) => ({
    ...facts,
    sealed: `${sha256}\n`,
    isThere: true,
  }),
  verify: ({ sealed, isThere }, { config_sha256: sha256 }) =>
    verifyThat(isThere && sealed?.trim() === sha256, 'the seal is missing'),
  rollback: { kind: 'redo', because: 'it is written whole, and writing it again mends it' },
});

const asWhom = ({ config_identity: kind, config_uuid: id }: Params): string =>
  kind === 'pre-registered'
    ? `the device is pre-registered as ${id}`
    : `the device registers itself with a provisioning key${id === '' ? '' : ` as ${id}`}`;
