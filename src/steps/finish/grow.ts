import { growRoot, tellGrowth } from '../../commands/grow.ts';
import { mountedAt } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { job } from '../../facts/job.ts';
import { StemError } from '../../model/errors.ts';
import type { Fact } from '../../model/fact.ts';
import { GROWING, STAGING } from '../../model/paths.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';
import { readTarget } from '../target.ts';

const DIR = jobDir('grow');
/** A table aligned to 1 MiB may leave so much unused. */
const MOST_UNUSED_SECTORS = 4096;

type Growth = { readonly hasStaging: boolean; readonly unusedSectors: number };

const growth = (disk: string, root: string, staging: string): Fact<Growth> => ({
  name: `growth ${disk}`,
  command: tellGrowth(disk, root, staging),
  as: 'root',
  parse: ({ stdout }) => {
    const staging = /^staging (yes|no)$/m.exec(stdout)?.[1];
    const unused = /^unused (-?\d+)$/m.exec(stdout)?.[1];
    if (staging === undefined || unused === undefined)
      throw new StemError(`${disk} does not tell how much of it is unused`, {
        code: 'FACT_UNREADABLE',
        hint: `Look at \`sfdisk -l ${disk}\` on the device.`,
      });
    return { hasStaging: staging === 'yes', unusedSectors: Number(unused) };
  },
});

/** Gives the staging partition's room to the root: from here on our core image boots the new system alone. */
export const growStep = defineStep({
  id: 'finish/grow',
  title: 'Grow the root over the staging partition',
  on: 'new',
  interrupted: 'check-again',
  params: readTarget,
  facts: ({ disk, root, staging }) => ({
    growth: growth(disk, root, staging),
    seal: fileText(GROWING),
    job: job(DIR),
    mounted: mountedAt(STAGING),
  }),
  check: ({ growth, seal, job }) => {
    if (growth.hasStaging) return needed('the staging partition is there');
    if (growth.unusedSectors > MOST_UNUSED_SECTORS) return needed('room is unused');
    return job === 'running' || seal?.trim() === 'growing'
      ? needed('the partition has grown, and its file system not yet')
      : satisfied('the root has all the room');
  },
  apply: ({ job }, { disk, root, staging }) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: growRoot(disk, root, staging),
      timeoutMs: 1_800_000,
    }),
  expect: () => ({
    growth: { hasStaging: false, unusedSectors: 0 },
    seal: 'grown',
    job: 'done 0',
    mounted: null,
  }),
  verify: ({ growth, job }) =>
    verifyThat(
      !growth.hasStaging && growth.unusedSectors <= MOST_UNUSED_SECTORS && job === 'done 0',
      'the root has not grown',
    ),
  rollback: { kind: 'redo', because: 'each table change is one sector; it goes on from there' },
});
