import { makeDirectory, mount } from '../../commands/disk.ts';
import { mountedAt } from '../../facts/disk.ts';
import { run } from '../../model/action.ts';
import { NEW_ROOT } from '../../model/paths.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';

export const mountRootStep = defineStep({
  id: 'install/mount',
  title: 'Mount the new root',
  on: 'environment',
  interrupted: 'check-again',
  params: readTarget,
  facts: () => ({ mounted: mountedAt(NEW_ROOT) }),
  check: ({ mounted }, { root }) => {
    if (mounted === root) return satisfied('it is mounted');
    return mounted === null
      ? needed('it is not mounted')
      : blocked(`${mounted} is mounted at ${NEW_ROOT}`, `Unmount it: \`umount ${NEW_ROOT}\`.`);
  },
  apply: (_, { root }) => [run(makeDirectory(NEW_ROOT)), run(mount(root, NEW_ROOT))],
  expect: (_, { root }) => ({ mounted: root }),
  verify: ({ mounted }) => verifyThat(mounted !== null, 'it is not mounted'),
  rollback: { kind: 'redo', because: 'a boot forgets it; mounting again mends it' },
});
