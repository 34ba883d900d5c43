import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleEnvironment, BundleMember } from '../model/manifest.ts';
import { bundleError, fileError } from './bundle-error.ts';
import { unpackedLength } from './initramfs.ts';
import { checkGrubModules, checkKernel } from './part-checks.ts';
import { DESCRIPTION_FILE, GRUB_MODULES, INITRAMFS, KERNEL } from './parts.ts';
import { memberSpans, readBundle } from './read.ts';
import { environmentSchema } from './schema.ts';
import { fileSource, measure, sliceSource, type Source } from './source.ts';

/** The migration environment, and the members that it is made of. */
export interface EnvironmentParts {
  readonly environment: BundleEnvironment;
  readonly members: readonly BundleMember[];
  readonly sources: readonly Source[];
}

const PATHS = [KERNEL, INITRAMFS, GRUB_MODULES];

/** Of a folder of parts (its system does not matter), or of a bundle, which is verified. @throws StemError BUNDLE_INVALID, FILE_UNREADABLE */
export async function readEnvironment(path: string): Promise<EnvironmentParts> {
  try {
    return (await stat(path)).isDirectory() ? await ofFolder(path) : await ofBundle(path);
  } catch (error) {
    throw fileError(path, error);
  }
}

async function ofFolder(dir: string): Promise<EnvironmentParts> {
  const described = await describedIn(dir);
  const sources = PATHS.map((path) => fileSource(dir, path));
  const members: BundleMember[] = [];
  for (const source of sources) members.push(await measure(source));
  await checkKernel({ dir });
  await checkGrubModules({ dir });
  const unpackedBytes = await unpackedLength(join(dir, INITRAMFS), INITRAMFS);
  const environment = {
    kernel: KERNEL,
    initramfs: INITRAMFS,
    ...described,
    ...(unpackedBytes === null ? {} : { unpackedBytes }),
  };
  return { environment, members, sources };
}

async function describedIn(
  dir: string,
): Promise<Pick<BundleEnvironment, 'cmdline' | 'minMemoryBytes' | 'wifiDrivers'>> {
  const file = join(dir, DESCRIPTION_FILE);
  const hint = 'Name a folder with an environment; `npm run lab -- environment DIR` makes one.';
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw cause instanceof SyntaxError
      ? bundleError(`${file} is not JSON`, hint, cause)
      : bundleError(`${dir} has no ${DESCRIPTION_FILE} that can be read`, hint, cause);
  }
  const read = environmentSchema.safeParse(json);
  if (!read.success)
    throw bundleError(`${file} has no \`environment\` with cmdline and minMemoryBytes`, hint);
  return read.data.environment;
}

async function ofBundle(file: string): Promise<EnvironmentParts> {
  const { manifest } = await readBundle(file);
  const spans = await memberSpans(file);
  const { kernel, initramfs } = manifest.environment;
  const named = [kernel, initramfs, manifest.grub.modules];
  const members: BundleMember[] = [];
  const sources: Source[] = [];
  for (const [index, path] of PATHS.entries()) {
    const member = manifest.members.find((each) => each.path === named[index]);
    const span = spans.get(named[index] ?? '');
    if (member === undefined || span === undefined) throw new RangeError(`no member for ${path}`);
    members.push({ ...member, path });
    sources.push(sliceSource(path, file, span));
  }
  return {
    environment: { ...manifest.environment, kernel: KERNEL, initramfs: INITRAMFS },
    members,
    sources,
  };
}
