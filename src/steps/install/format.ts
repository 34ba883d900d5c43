import { labelExt4, makeExt4 } from '../../commands/disk.ts';
import { mountedAt, volume } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { run } from '../../model/action.ts';
import { ROOT_EXT4 } from '../../model/ext4.ts';
import { NEW_ROOT, NO_RETURN, ROOT_LABEL } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { backupFacts, lostBackup, readKeptAt } from '../kept-backup.ts';
import { readTarget } from '../target.ts';

/** Replaces the old root's file system. The label is the seal: it is given when mkfs has ended. */
export const formatRootStep = defineStep({
  id: 'install/format',
  title: 'Format the root partition',
  on: 'environment',
  interrupted: 'check-again',
  params: (vars) => ({ ...readTarget(vars), at: readKeptAt(vars) }),
  facts: ({ root, at }) => ({
    ...backupFacts(at),
    volume: volume(root),
    mark: fileText(NO_RETURN),
    mounted: mountedAt(NEW_ROOT),
  }),
  check: ({ volume, mark, mounted, ...backup }, { root }) => {
    if (volume?.type === 'ext4' && volume.label === ROOT_LABEL) return satisfied('it is formatted');
    if (mark === null)
      return blocked('the point of no return is not marked on the device', 'Resume the run.');
    const lost = lostBackup(backup);
    if (lost !== null) return lost;
    return mounted === null
      ? needed(`${root} holds ${volume?.type ?? 'nothing'}`)
      : blocked(`${mounted} is mounted at ${NEW_ROOT}`, `Unmount it: \`umount ${NEW_ROOT}\`.`);
  },
  // It writes 67 MiB on 8 GiB, and the journal of 1 GiB on a large disk: both in time at 2 MB a second.
  apply: (_, { root }) => [
    run(makeExt4(root, `${ROOT_LABEL}-new`, ROOT_EXT4), 600_000),
    run(labelExt4(root, ROOT_LABEL)),
  ],
  expect: (facts) => ({ ...facts, volume: { type: 'ext4', label: ROOT_LABEL, uuid: '(new)' } }),
  verify: ({ volume }) => verifyThat(volume?.label === ROOT_LABEL, 'the file system is missing'),
  rollback: { kind: 'redo', because: 'the old system is gone; formatting again mends it' },
});
