/** So many hosts, or such a share of all of them. */
export type SerialSize = number | { readonly percent: number };

/** A size or a list of sizes as YAML or a command line has it; null where it is none. 0 is all. */
export function readSerial(value: unknown): readonly SerialSize[] | null {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sizes = given.map(readSize);
  const good = sizes.filter((size) => size !== null);
  return good.length === sizes.length ? good : null;
}

function readSize(value: unknown): SerialSize | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  const [, digits, percent] =
    /^\s*(\d{1,9})(%?)\s*$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (digits === undefined) return null;
  return percent === '%' ? { percent: Number(digits) } : Number(digits);
}

/** Ansible's rounding: shares of all hosts are rounded down, but at least one host. The last size repeats. */
export const resolveSerial = (
  serial: readonly SerialSize[],
  hostCount: number,
): readonly number[] =>
  (serial.length === 0 ? [0] : serial).map((size) => {
    const hosts = typeof size === 'number' ? size : shareOf(size.percent, hostCount);
    return hosts > 0 ? hosts : hostCount;
  });

const shareOf = (percent: number, hostCount: number): number =>
  Math.max(1, Math.trunc((percent / 100) * hostCount));
