import { tellDiskIdentity } from '../commands/disk-identity.ts';
import type { Fact } from '../model/fact.ts';

/** Empty where the device does not know it: a virtual disk has no serial. */
export type DiskIdentity = {
  readonly sectors: string;
  readonly serial: string;
  readonly signature: string;
};

/** Answer: `sectors 31277232`, `serial ATA_16GB_SATA_Flash_A1`, `signature 000b1c2d`. */
export const diskIdentity = (disk: string): Fact<DiskIdentity> => ({
  name: `identity of ${disk}`,
  command: tellDiskIdentity(disk),
  as: 'root',
  parse: ({ stdout }) => {
    const lineOf = (word: string): string =>
      new RegExp(`^${word} (.*)$`, 'm').exec(stdout)?.[1]?.trim() ?? '';
    return { sectors: lineOf('sectors'), serial: lineOf('serial'), signature: lineOf('signature') };
  },
});
