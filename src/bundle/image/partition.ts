/** A partition as a table has it, in bytes of the image. */
export interface Partition {
  readonly number: number;
  readonly start: number;
  readonly bytes: number;
  /** Of a GPT; empty in an MBR. */
  readonly name: string;
  /** Of a GPT, as 32 lower-case hex digits in the order on the disk; empty in an MBR. */
  readonly type: string;
}

/** More than any system of ours has, and as many as a GPT has room for by default. */
export const MOST_PARTITIONS = 128;
