import { dirname, resolve } from 'node:path';
import { readBundle } from '../../bundle/read.ts';
import { bundleVars } from '../../bundle/vars.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Vars } from '../../model/params.ts';
import { bytes } from '../../report/words.ts';
import type { App } from '../app.ts';
import { whileBusy } from '../spinner.ts';
import type { Target } from '../targets.ts';

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
 * playbook may do without. @throws StemError BUNDLE_INVALID, FILE_UNREADABLE
 */
export async function withBundles(
  targets: readonly Target[],
  wanted: Wanted,
  app: App,
): Promise<{ readonly targets: readonly Target[]; readonly bundles: readonly UsedBundle[] }> {
  const files = new Map(targets.map(({ host, vars }) => [host.name, fileFor(vars, wanted)]));
  const read = new Map<string, Vars>();
  const bundles: UsedBundle[] = [];
  for (const file of new Set(files.values())) {
    if (file === null) continue;
    const info = await whileBusy(`verifying the bundle ${file}`, app, () => readBundle(file));
    const { os } = info.manifest;
    app.err(
      `bundle: ${os.name} ${os.version}, ${bytes(info.bytes)}, sha256 ${info.sha256.slice(0, 12)}`,
    );
    read.set(file, bundleVars(info, file));
    bundles.push({ file, sha256: info.sha256, manifest: info.manifest });
  }
  return {
    targets: targets.map((target) => ({
      ...target,
      vars: { ...target.vars, ...read.get(files.get(target.host.name) ?? '') },
    })),
    bundles,
  };
}

function fileFor(vars: Vars, { bundle, inventory }: Wanted): string | null {
  if (bundle !== null) return bundle;
  const named = vars['stem_bundle'];
  if (typeof named !== 'string' || named === '') return null;
  const folder = vars['inventory_dir'];
  return resolve(typeof folder === 'string' ? folder : dirname(inventory[0] ?? '.'), named);
}
