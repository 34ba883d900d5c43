import { dirname, resolve } from 'node:path';
import { readBundle, type BundleInfo } from '../../bundle/read.ts';
import { vouchedBy } from '../../bundle/trust.ts';
import { bundleVars } from '../../bundle/vars.ts';
import type { Manifest } from '../../model/manifest.ts';
import { BALENA_PORT, withNewSystem } from '../../model/connection.ts';
import type { Vars } from '../../model/params.ts';
import { bytes } from '../../report/words.ts';
import type { App } from '../app.ts';
import { whileBusy } from '../spinner.ts';
import type { Target } from '../targets.ts';
import { trustReader } from './bundle-trust.ts';

/** A bundle that was read, every byte of it. */
export interface UsedBundle {
  readonly file: string;
  readonly sha256: string;
  readonly manifest: Manifest;
}

interface Wanted {
  /** `--bundle`; null: each host's `stem_bundle`, relative to the inventory file that names the host first. */
  readonly bundle: string | null;
  readonly inventory: readonly string[];
}

/**
 * Reads and verifies each bundle once, and gives every host the vars of its own. A host without one gets none: a
 * playbook may do without. @throws StemError BUNDLE_INVALID, BUNDLE_UNTRUSTED, FILE_UNREADABLE
 */
export async function withBundles(
  targets: readonly Target[],
  wanted: Wanted,
  app: App,
): Promise<{ readonly targets: readonly Target[]; readonly bundles: readonly UsedBundle[] }> {
  const files = new Map(targets.map(({ host, vars }) => [host.name, fileFor(vars, wanted)]));
  const read = new Map<string, Vars>();
  const bundles: UsedBundle[] = [];
  const trustOf = trustReader(wanted.inventory);
  for (const file of new Set(files.values())) {
    if (file === null) continue;
    const info = await whileBusy(`verifying the bundle ${file}`, app, () => readBundle(file));
    const voices = targets
      .filter(({ host }) => files.get(host.name) === file)
      .map(({ vars }) => vouchedBy(info.manifest, trustOf(vars), file));
    app.err(lineOf(info, voices));
    read.set(file, bundleVars(info, file));
    bundles.push({ file, sha256: info.sha256, manifest: info.manifest });
  }
  return {
    targets: targets.map((target) =>
      withVars(target, read.get(files.get(target.host.name) ?? '') ?? {}),
    ),
    bundles,
  };
}

/** A balenaOS answers on a port of its own, unless the inventory names another. */
function withVars(target: Target, vars: Vars): Target {
  const { connection } = target;
  const moves = vars['os_layout'] === 'balena' && connection.afterwards === undefined;
  return {
    ...target,
    vars: { ...target.vars, ...vars },
    connection: moves ? withNewSystem(connection, BALENA_PORT) : connection,
  };
}

function fileFor(vars: Vars, { bundle, inventory }: Wanted): string | null {
  if (bundle !== null) return bundle;
  const named = vars['stem_bundle'];
  if (typeof named !== 'string' || named === '') return null;
  const folder = vars['inventory_dir'];
  return resolve(typeof folder === 'string' ? folder : dirname(inventory[0] ?? '.'), named);
}

const lineOf = ({ manifest, bytes: length, sha256 }: BundleInfo, voices: readonly string[]) =>
  [
    `bundle: ${manifest.os.name} ${manifest.os.version}`,
    bytes(length),
    `sha256 ${sha256.slice(0, 12)}`,
    ...new Set(voices),
  ].join(', ');
