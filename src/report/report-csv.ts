import { oneLine } from './printable.ts';
import { needsVisit, type RunReport } from './run-report.ts';
import type { HostView } from './run-view.ts';

const COLUMNS: readonly (readonly [string, (host: HostView) => string])[] = [
  ['host', ({ host }) => host],
  ['site', ({ site }) => site],
  ['end', ({ standing }) => standing],
  ['where', ({ where }) => where ?? ''],
  ['past the point of no return', ({ hasCrossed }) => yes(hasCrossed)],
  ['needs a visit', (host) => yes(needsVisit(host))],
  ['last step', ({ lastTask }) => lastTask],
  ['seconds', ({ durationMs }) => String(Math.round(durationMs / 1000))],
  ['because', ({ because }) => because],
  ['next', ({ hint }) => hint],
  ['warnings', ({ warnings }) => warnings.map(({ id, says }) => `${id}: ${says}`).join('; ')],
];

const yes = (value: boolean): string => (value ? 'yes' : 'no');

/** One line a device (RFC 4180: commas, CRLF, quotes doubled). */
export const reportCsv = ({ hosts }: RunReport): string =>
  [COLUMNS.map(([title]) => title), ...hosts.map((host) => COLUMNS.map(([, of]) => of(host)))]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');

/**
 * A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV injection"): a device could print
 * `=HYPERLINK(…)`. A full-width sign counts as well. Line ends are made visible first.
 */
function cell(text: string): string {
  const line = oneLine(text.replaceAll('\t', ' '));
  const safe = /^[=+\-@|%＝＋－＠]/.test(line) ? `'${line}` : line;
  return /[",;'\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
