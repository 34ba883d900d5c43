import type { Sectors } from './disk.ts';

export interface Partition {
  readonly start: number;
  readonly sectors: number;
  readonly type: number;
}

const FIRST_ENTRY = 446;
const ENTRY_BYTES = 16;
const EXTENDED = [0x05, 0x0f, 0x85];
const LOGICAL_LIMIT = 16;

/** The MS-DOS table as a BIOS and GRUB read it: four primary ones, then the logical ones. */
export function readTable(disk: Sectors): readonly (Partition | undefined)[] {
  const sector = disk.read(0, 1);
  const primary = [0, 1, 2, 3].map((index) => partitionAt(sector, index));
  const extended = primary.find((one) => one !== undefined && EXTENDED.includes(one.type));
  return extended === undefined ? primary : [...primary, ...logical(disk, extended.start)];
}

function logical(disk: Sectors, first: number): readonly Partition[] {
  const found: Partition[] = [];
  let at: number | undefined = first;
  while (at !== undefined && found.length < LOGICAL_LIMIT) {
    const sector: Buffer = disk.read(at, 1);
    if (sector.readUInt16LE(510) !== 0xaa55) break;
    const one = partitionAt(sector, 0);
    if (one !== undefined) found.push({ ...one, start: one.start + at });
    const next = partitionAt(sector, 1);
    at = next === undefined ? undefined : first + next.start;
  }
  return found;
}

function partitionAt(sector: Buffer, index: number): Partition | undefined {
  const at = FIRST_ENTRY + index * ENTRY_BYTES;
  const type = sector.readUInt8(at + 4);
  if (type === 0 || sector.readUInt16LE(510) !== 0xaa55) return undefined;
  return { start: sector.readUInt32LE(at + 8), sectors: sector.readUInt32LE(at + 12), type };
}
