import Table from 'cli-table3';
import { oneLine } from './printable.ts';
import type { HostView } from './run-view.ts';
import { duration } from './words.ts';

type Column = readonly [title: string, of: (host: HostView) => string];

const COLUMNS: readonly Column[] = [
  ['host', ({ host }) => host],
  ['site', ({ site }) => site],
  ['end', ({ standing }) => standing],
  ['where', ({ where }) => where ?? ''],
  ['last step', ({ lastTask }) => lastTask],
  ['took', ({ durationMs }) => (durationMs === 0 ? '' : duration(durationMs))],
  ['because', ({ because }) => because],
];
const NARROWEST = 24;
/** Borders and padding of one column. */
const FRAME = 3;

/** The final table, one row a host. `width` is that of the terminal; the last column takes what is left. */
export function hostTable(hosts: readonly HostView[], width: number): string {
  const rows = hosts.map((host) => COLUMNS.map(([, of]) => oneLine(of(host))));
  const titles = COLUMNS.map(([title]) => title);
  const widths = titles.map(
    (title, index) =>
      Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)) + FRAME - 1,
  );
  const others = widths.slice(0, -1).reduce((sum, one) => sum + one + 1, 0);
  const last = Math.min(widths.at(-1) ?? 0, Math.max(NARROWEST, width - others - 2));
  const table = new Table({
    head: [...titles],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [...widths.slice(0, -1), last],
  });
  table.push(...rows);
  return table.toString();
}

/** Any other small table: status lists and inventories. */
export function plainTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({ head: [...titles], style: { head: [], border: [] } });
  table.push(...rows.map((row) => row.map(oneLine)));
  return table.toString();
}
