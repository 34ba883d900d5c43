import { tellCrossing, tellMark } from '../commands/crossing.ts';
import type { Fact } from '../model/fact.ts';

/** Whether the old root is gone, or may be. A device that does not say no has crossed. */
export const crossing = (root: string, staging: string): Fact<boolean> => ({
  name: `crossing ${root} ${staging}`,
  command: tellCrossing(root, staging),
  as: 'root',
  parse: ({ stdout }) => !/^no-return no$/m.test(stdout),
});

/** Whether the mark is where the disk has it without ext4's journal. */
export const markOnDisk = (staging: string): Fact<boolean> => ({
  name: `mark on ${staging}`,
  command: tellMark(staging),
  as: 'root',
  parse: ({ exitCode, stdout }) => exitCode === 0 && stdout.startsWith('run='),
});
