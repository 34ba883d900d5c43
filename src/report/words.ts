const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** `0.4 s`, `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE) return `${String(Math.round(ms / SECOND))} s`;
  if (ms < HOUR)
    return two([Math.floor(ms / MINUTE), 'min'], [Math.floor((ms % MINUTE) / SECOND), 's']);
  return two([Math.floor(ms / HOUR), 'h'], [Math.floor((ms % HOUR) / MINUTE), 'min']);
}

type Part = readonly [number, string];

const two = (big: Part, small: Part): string =>
  [big, small]
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => `${String(value)} ${unit}`)
    .join(' ');

/** For a crowded screen: `45s`, `4m12s`, `41m`, `2h05m`, `3d4h`. Seconds are told below ten minutes. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (minutes === 0) return `${String(seconds)}s`;
  if (minutes < 10) return `${String(minutes)}m${twoDigits(seconds % 60)}s`;
  if (hours === 0) return `${String(minutes)}m`;
  if (hours < 24) return `${String(hours)}h${twoDigits(minutes % 60)}m`;
  return `${String(Math.floor(hours / 24))}d${String(hours % 24)}h`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** `512 B`, `1.4 GB`: thousands, as links and disks are sold. */
export function bytes(count: number): string {
  let value = count;
  let unit = 'B';
  for (const next of UNITS) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${unit === 'B' || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${unit}`;
}

/** `1 device`, `3 devices`. */
export const count = (number: number, noun: string): string =>
  `${String(number)} ${noun}${number === 1 ? '' : 's'}`;

/** Names, the first few of them: `a, b, c and 12 more`. */
export function names(all: readonly string[], most = 5): string {
  const shown = all.slice(0, most).join(', ');
  return all.length <= most ? shown : `${shown} and ${String(all.length - most)} more`;
}
