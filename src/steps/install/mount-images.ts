import { mountImages } from '../../commands/images.ts';
import { mountedAt } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import {
  IMAGES_VERIFIED,
  NEW_BOOT,
  NEW_DATA,
  NEW_ROOT,
  NEW_ROOT_A,
  NEW_STATE,
} from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { mountsOf, readImages, type OsImages } from '../images.ts';
import { jobDir, startAfresh } from '../job.ts';
import { readWanted } from '../staging/held-bundle.ts';

const DIR = jobDir('mount-images');

/** Mounts the new system's partitions, and its root where every step looks for it. The data partition gets all of its room before. */
export const mountImagesStep = defineStep({
  id: 'install/mount-images',
  title: "Mount the new system's partitions",
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ ...readImages(vars), sha256: readWanted(vars) }),
  facts: () => ({
    verified: fileText(IMAGES_VERIFIED),
    boot: mountedAt(NEW_BOOT),
    rootA: mountedAt(NEW_ROOT_A),
    state: mountedAt(NEW_STATE),
    data: mountedAt(NEW_DATA),
    root: mountedAt(NEW_ROOT),
    job: job(DIR),
  }),
  check: (facts, params) => {
    if (isMounted(facts, params)) return satisfied('they are mounted');
    return facts.verified === params.sha256
      ? needed('they are not mounted')
      : blocked('the images were not read back', 'Resume the run.');
  },
  // A job: to check and to enlarge the data takes as long as the disk is large.
  apply: ({ job }, params) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: mountImages(dataOf(params), mountsOf(params)),
      timeoutMs: 1_800_000,
    }),
  expect: ({ verified }, params) => ({ verified, ...wantedOf(params), job: 'done 0' }),
  verify: (facts, params) => verifyThat(isMounted(facts, params), 'they are not mounted'),
  rollback: { kind: 'redo', because: 'a boot forgets it; mounting again mends it' },
});

interface Mounted {
  readonly boot: string | null;
  readonly rootA: string | null;
  readonly state: string | null;
  readonly data: string | null;
  readonly root: string | null;
}

const isMounted = (facts: Mounted, params: OsImages): boolean => {
  const wanted = wantedOf(params);
  return KEYS.every((key) => facts[key] === wanted[key]);
};

const KEYS = ['boot', 'rootA', 'state', 'data', 'root'] as const;

/** The root shows the device of the partition that it is a folder of. */
function wantedOf(params: OsImages): Mounted {
  const at = (dir: string): string | null =>
    mountsOf(params).find((mount) => mount.dir === dir)?.device ?? null;
  return {
    ...{ boot: at(NEW_BOOT), rootA: at(NEW_ROOT_A), state: at(NEW_STATE), data: at(NEW_DATA) },
    root: at(NEW_ROOT_A),
  };
}

const dataOf = (params: OsImages): string => wantedOf(params).data ?? '';
