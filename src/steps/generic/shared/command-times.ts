import type { Json } from '../../../model/json.ts';

type Times = Readonly<Record<'start' | 'end' | 'delta', Json>>;

/** Of a command that never ran. */
export const NO_TIMES: Times = { start: null, end: null, delta: null };

/** As Python prints them; by the controller's clock, in UTC. Nothing where nobody looked at a clock. */
export function timesOf(ran: { readonly startedAt: string; readonly endedAt: string }): object {
  if (ran.startedAt === '' || ran.endedAt === '') return {};
  const ms = Math.max(0, Date.parse(ran.endedAt) - Date.parse(ran.startedAt));
  return {
    start: moment(ran.startedAt),
    end: moment(ran.endedAt),
    delta: duration(ms),
  } satisfies Times;
}

/** Six digits of a second, as Python has them. */
function moment(iso: string): string {
  const [seconds = '', fraction = ''] = iso.replace('T', ' ').replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
}

const MS_PER_S = 1000;
const S_PER_MIN = 60;
const two = (value: number): string => String(value).padStart(2, '0');

function duration(ms: number): string {
  const s = Math.floor(ms / MS_PER_S);
  const minutes = Math.floor(s / S_PER_MIN);
  const fraction = String(ms % MS_PER_S)
    .padStart(3, '0')
    .padEnd(6, '0');
  return `${String(Math.floor(minutes / S_PER_MIN))}:${two(minutes % S_PER_MIN)}:${two(s % S_PER_MIN)}.${fraction}`;
}
