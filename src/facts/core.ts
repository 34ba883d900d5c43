import { tellCore } from '../commands/core-switch.ts';
import type { Fact } from '../model/fact.ts';

/** The boot code of a disk. Sectors have 512 bytes. */
export type Core =
  | {
      readonly kind: 'grub';
      /** Where the first sector looks for its core: 1 is the old one, 1024 ours. */
      readonly pointer: number;
      /** First sector of the first partition. */
      readonly gap: number;
      /** First sector behind the core in use. */
      readonly active: number;
      /** What lies where ours goes. `core`: ours, perhaps half-written. */
      readonly room: 'empty' | 'core' | 'other';
    }
  | { readonly kind: 'foreign'; readonly because: string };

/** Answer: `pointer 1`, `gap 2048`, `active 120`, `room empty`; or `refuse the partition table is GPT`. */
export const core = (disk: string): Fact<Core> => ({
  name: `core ${disk}`,
  command: tellCore(disk),
  as: 'root',
  parse: ({ stdout }) => {
    const numberOf = (word: string): number =>
      Number(new RegExp(`^${word} (\\d+)$`, 'm').exec(stdout)?.[1] ?? NaN);
    const room = /^room (empty|core|other)$/m.exec(stdout)?.[1];
    const [pointer, gap, active] = [numberOf('pointer'), numberOf('gap'), numberOf('active')];
    if (room === undefined || Number.isNaN(pointer + gap + active))
      return {
        kind: 'foreign',
        because: /^refuse (.+)$/m.exec(stdout)?.[1] ?? 'the boot code can not be read',
      };
    return { kind: 'grub', pointer, gap, active, room: ROOMS[room] ?? 'other' };
  },
});

const ROOMS: Readonly<Record<string, 'empty' | 'core' | 'other'>> = {
  empty: 'empty',
  core: 'core',
  other: 'other',
};
