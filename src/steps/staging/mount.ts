import { makeDirectory, mount, unmount } from '../../commands/disk.ts';
import { stopJobs } from '../../commands/job.ts';
import { mountedAt, volume } from '../../facts/disk.ts';
import { run, type Action } from '../../model/action.ts';
import { JOBS, STAGING, STAGING_LABEL } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';

export const mountStaging = (staging: string): readonly Action[] => [
  run(makeDirectory(STAGING)),
  run(mount(staging, STAGING)),
];

/** Mounts the staging partition where every system looks for it, in each boot anew. */
export const mountStagingStep = defineStep({
  id: 'staging/mount',
  title: 'Mount the staging partition',
  on: 'any',
  interrupted: 'check-again',
  params: readTarget,
  facts: ({ staging }) => ({
    mounted: mountedAt(STAGING),
    volume: volume(staging),
  }),
  check: ({ mounted, volume }, { staging }) => {
    if (mounted !== null && mounted !== staging)
      return blocked(`${mounted} is mounted at ${STAGING}`, `Unmount it: \`umount ${STAGING}\`.`);
    if (volume?.label !== STAGING_LABEL)
      return blocked(
        `${staging} has no file system labelled ${STAGING_LABEL}`,
        'Roll back, then start again.',
      );
    return mounted === null ? needed('it is not mounted') : satisfied('it is mounted');
  },
  apply: (_, { staging }) => mountStaging(staging),
  expect: (facts, { staging }) => ({ ...facts, mounted: staging }),
  verify: ({ mounted }) => verifyThat(mounted !== null, 'it is not mounted'),
  rollback: {
    kind: 'undo',
    // A job that was left alone would keep it busy, and whatever comes before this has no use for one.
    actions: (before, now) =>
      before.mounted === null && now.mounted !== null
        ? [run(stopJobs(JOBS)), run(unmount(STAGING))]
        : [],
  },
});
