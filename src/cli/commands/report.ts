import { reportCsv } from '../../report/report-csv.ts';
import { reportJunit } from '../../report/report-junit.ts';
import { reportMd } from '../../report/report-md.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { runReport, type RunReport } from '../../report/run-report.ts';
import { hostDetails } from '../../report/run-summary.ts';
import type { App } from '../app.ts';
import { usageError } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { exitOfHosts } from '../exit-code.ts';
import { JOURNAL, journalFile, JSON_LINES } from '../options.ts';
import { printTable, summaryRecord } from '../run/drive.ts';
import { findRun, latestRun, type FoundRun } from '../run/find-run.ts';

/** All but `text`: these are for files, and end in a line end of their own. */
const FORMATS: Readonly<Record<string, (report: RunReport) => string>> = {
  md: reportMd,
  json: (report) => jsonLine({ kind: 'run.report', ...report }),
  junit: reportJunit,
  csv: reportCsv,
};

/** The end of a run: a table, and of each device why. Exits as the run did. */
export const reportCommand: CliCommand = {
  usage: 'report [run]',
  describe: 'How a run ended, and of each device why; without RUN, the latest',
  about: [
    'Per site and per device: the end, how long it took, why it did not get there and what to do next, and which devices need a visit: ' +
      'those that do not answer and are not as they were. Read from the journal; no device is asked.',
    'md is for people and tickets, csv for spreadsheets (a text that a device made up is never a formula there), junit for CI servers, json ' +
      'for programs, as one object. --json is something else: every event of the run, one a line.',
    'It exits as the run did.',
  ],
  positionals: { run: { completes: 'runs' } },
  options: {
    format: {
      type: 'text',
      choices: ['text', ...Object.keys(FORMATS)],
      describe: 'text (the default), md, json, junit or csv',
    },
    ...JOURNAL,
    ...JSON_LINES,
  },
  examples: [
    ['stem-remote report', 'the newest run'],
    [
      'stem-remote report 2026-11-26-1110-85c4e4 --format md > report.md',
      'a page for the customer',
    ],
    ['stem-remote report --format junit > junit.xml', 'for a CI server'],
  ],
  seeAlso: ['log', 'status', 'docs/json.md'],
  run: async (args, app) => {
    const file = journalFile(args, app);
    const runId = args.text('run');
    const format = args.text('format');
    const isJson = args.flag('json');
    if (isJson && format !== undefined) throw usageError('--json and --format exclude each other');
    const found =
      runId === undefined ? await latestRun(file, () => true) : await findRun(file, runId);
    const { view, events } = found;
    const exit = exitOfHosts(view.hosts);
    const write = FORMATS[format ?? ''];
    if (isJson) {
      for (const event of events) app.out(jsonLine(event));
      app.out(jsonLine(summaryRecord(view, exit)));
    } else if (write !== undefined) app.out(write(runReport(view)).replace(/\r?\n$/, ''));
    else printText(found, app);
    return exit;
  },
};

function printText({ view }: FoundRun, app: App): void {
  printTable(view, app);
  const { visits } = runReport(view);
  if (visits.length > 0) app.out(`may need a visit: ${visits.join(', ')}`);
  for (const host of view.hosts) app.out(['', ...hostDetails(host)].join('\n'));
}
