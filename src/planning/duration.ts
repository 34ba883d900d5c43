const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const MOST_MS = 30 * 86_400_000;

/** Milliseconds of `90s`, `30m`, `1h30m`, `1d`, or `0`; null for anything else, and for more than 30 days. */
export function parseDuration(text: string): number | null {
  if (text.trim() === '0') return 0;
  const match = /^\s*(?:\d{1,6}[smhd]\s*)+$/.exec(text);
  if (match === null) return null;
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  const units = parts.map(([, , unit = '']) => unit);
  if (new Set(units).size < units.length) return null;
  const ms = parts.reduce(
    (sum, [, digits, unit = '']) => sum + Number(digits) * (UNITS[unit] ?? 0),
    0,
  );
  return ms <= MOST_MS ? ms : null;
}
