import { attention, slowest } from './fleet-trouble.ts';
import { etaMs } from './eta.ts';
import type { FleetNow, HostNow } from './fleet-picture.ts';
import { siteLines } from './site-lines.ts';
import { shortened } from './printable.ts';
import { names, shortDuration } from './words.ts';

export interface FrameOptions {
  readonly nowMs: number;
  /** Of the terminal. The frame leaves its last column and its last row free. */
  readonly width: number;
  readonly height: number;
  readonly stop: 'go-on' | 'drain' | 'detach';
}

/** Lines that every frame has: the head and what Ctrl-C does. */
const FIXED = 2;
/** What the sites leave free goes to trouble first. A small terminal has these even so. */
const TROUBLE = { least: 2, most: 6 };
const SLOW = { least: 1, most: 5 };

/** The screen of a run: counts for each site, what needs a look, what is slow. Never more than the terminal holds. */
export function fleetFrame(now: FleetNow, options: FrameOptions): readonly string[] {
  const { nowMs, height } = options;
  const sites = new Set([...now.hosts.values()].map(({ site }) => site));
  const width = Math.max(1, options.width - 1);
  const room = Math.max(0, height - 1 - FIXED);
  const free = room - sites.size;
  const trouble = packed('ATTENTION  ', attention(now, nowMs), {
    width,
    most: within(TROUBLE, free - SLOW.least),
  });
  const slow = listed('slowest    ', slowest(now, nowMs), {
    width,
    most: within(SLOW, free - trouble.length),
  });
  const below = [...trouble, ...slow].slice(0, room);
  return [
    headLine(now, nowMs, width),
    ...siteLines(now, { width, most: room - below.length }),
    ...below,
    shortened(hintLine(now, options.stop), width),
  ].slice(0, Math.max(1, height - 1));
}

const within = ({ least, most }: typeof SLOW, value: number): number =>
  Math.min(most, Math.max(least, value));

/** Where the terminal is narrow, the id of the run goes first: it stands above. */
function headLine(now: FleetNow, nowMs: number, width: number): string {
  const eta = etaMs(now, nowMs);
  const counts = [...countWords(now), ...soakWords(now, nowMs)];
  const elapsed = `elapsed ${shortDuration(nowMs - now.startedMs)}`;
  const rest = eta === null ? [] : [`eta ~${shortDuration(roundedUp(eta))}`];
  const short = `run …${now.runId.slice(-6)}`;
  const forms = [
    [`run ${now.runId}`, ...counts, elapsed, ...rest],
    [short, ...counts, elapsed, ...rest],
    [...counts, elapsed, ...rest],
  ].map((parts) => parts.join('  '));
  return forms.find(({ length }) => length <= width) ?? shortened(forms.at(-1) ?? '', width);
}

const soakWords = ({ soakEndsMs }: FleetNow, nowMs: number): readonly string[] =>
  soakEndsMs === null || soakEndsMs <= nowMs
    ? []
    : [`soaking ${shortDuration(soakEndsMs - nowMs)}`];

/** A guess of minutes that shows seconds would look like knowledge. */
const roundedUp = (ms: number): number => (ms < MINUTE ? ms : Math.ceil(ms / MINUTE) * MINUTE);

const MINUTE = 60_000;

const ENDS = ['rolled-back', 'failed', 'unreachable', 'unknown', 'stopped'] as const;

/** `batch 3/5`, `81/200 done`, `2 failed`, `1 unreachable`. */
export function countWords(now: FleetNow): readonly string[] {
  const hosts = [...now.hosts.values()];
  const of = (standing: HostNow['standing']): number =>
    hosts.filter((host) => host.standing === standing).length;
  return [
    ...(now.batch !== null && now.batch.of > 1
      ? [`batch ${String(now.batch.batch)}/${String(now.batch.of)}`]
      : []),
    `${String(of(now.goal))}/${String(hosts.length)} done`,
    ...ENDS.filter((end) => end !== now.goal && of(end) > 0).map(
      (end) => `${String(of(end))} ${end}`,
    ),
  ];
}

interface Room {
  readonly width: number;
  readonly most: number;
}

/** As many items on a line as fit, behind a label; what finds no room is counted. */
function packed(label: string, items: readonly string[], { width, most }: Room): readonly string[] {
  const indent = ' '.repeat(label.length);
  const lines: string[] = [];
  let shown = 0;
  for (const item of items) {
    const joined = `${lines.at(-1) ?? label}${lines.length === 0 ? '' : GAP}${item}`;
    if (lines.length > 0 && joined.length <= width) lines[lines.length - 1] = joined;
    else if (lines.length < most)
      lines.push(shortened(lines.length === 0 ? joined : indent + item, width));
    else break;
    shown += 1;
  }
  if (shown === items.length) return lines;
  const more = `${GAP}and ${String(items.length - shown)} more`;
  return [...lines.slice(0, -1), shortened(lines.at(-1) ?? '', width - more.length) + more];
}

const GAP = '   ';

/** One item a line, behind a label. */
const listed = (
  label: string,
  items: readonly string[],
  { width, most }: Room,
): readonly string[] =>
  items
    .slice(0, most)
    .map((item, index) =>
      shortened((index === 0 ? label : ' '.repeat(label.length)) + item, width),
    );

function hintLine(now: FleetNow, stop: FrameOptions['stop']): string {
  const busy = [...now.hosts.values()]
    .filter(({ standing }) => standing === 'under way')
    .map(({ host }) => host);
  switch (stop) {
    case 'go-on':
      return 'Ctrl-C: finish current hosts and stop';
    case 'drain':
      return `stopping; Ctrl-C again: leave at once; waiting for ${names(busy)}`;
    case 'detach':
      return `leaving; Ctrl-C again: abort; ${names(busy)} go on by themselves`;
  }
}
