import { tellUnmountable } from '../commands/file-systems.ts';
import type { Fact } from '../model/fact.ts';

/**
 * Those of these file systems that the running kernel can't mount. Asked in the environment; a dry run, which can ask the old
 * system's kernel alone, takes it that the environment can.
 */
export const unmountable = (fileSystems: readonly string[]): Fact<readonly string[]> => ({
  name: `unmountable ${fileSystems.join(' ')}`,
  command: tellUnmountable(fileSystems),
  as: 'root',
  parse: ({ stdout }) => stdout.split('\n').filter((line) => line !== ''),
  afterBoot: () => [],
});
