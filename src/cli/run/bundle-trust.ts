import { dirname, resolve } from 'node:path';
import { readTrustedKeys, type TrustedKey } from '../../bundle/signing-keys.ts';
import type { Trust } from '../../bundle/trust.ts';
import { flag, optional, readVars, text, type Vars } from '../../model/params.ts';
import type { App } from '../app.ts';
import type { Args } from '../args.ts';
import type { OptionSpecs } from '../command.ts';
import { fileOf } from '../options.ts';
import { readText } from '../read-text.ts';

/** Of what reads a bundle for devices. */
export const TRUST = {
  'bundle-keys': {
    type: 'text',
    completes: 'file',
    describe: 'Public keys whose signatures of a bundle count. Default: the var stem_bundle_keys',
  },
  'allow-unsigned': {
    type: 'flag',
    describe: 'Take a bundle that nobody vouches for; the same as -e stem_allow_unsigned',
  },
} as const satisfies OptionSpecs;

interface TrustVars {
  readonly stem_bundle_keys: string;
  readonly stem_allow_unsigned: boolean;
}

/** Both as words of `-e`: what a run was asked for keeps them, so that `resume` knows. */
export function trustWords(args: Args, app: App): readonly string[] {
  const keys = fileOf('bundle-keys', args, app);
  return [
    ...(keys === null ? [] : [JSON.stringify({ stem_bundle_keys: keys })]),
    ...(args.flag('allow-unsigned') ? ['stem_allow_unsigned=true'] : []),
  ];
}

/** What a host's vars say; each file is read once. @throws StemError VARS_INVALID, FILE_UNREADABLE */
export function trustReader(inventory: readonly string[]): (vars: Vars) => Trust {
  const read = new Map<string, readonly TrustedKey[]>();
  return (vars) => {
    const { stem_bundle_keys: named, stem_allow_unsigned: isUnsignedAllowed } = readVars<TrustVars>(
      vars,
      {
        stem_bundle_keys: optional(text, ''),
        stem_allow_unsigned: optional(flag, false),
      },
    );
    if (named === '') return { keys: null, isUnsignedAllowed };
    const folder = vars['inventory_dir'];
    const file = resolve(typeof folder === 'string' ? folder : dirname(inventory[0] ?? '.'), named);
    const keys = read.get(file) ?? readTrustedKeys(readText(file, 'the bundle keys'), file);
    read.set(file, keys);
    return { keys, isUnsignedAllowed };
  };
}
