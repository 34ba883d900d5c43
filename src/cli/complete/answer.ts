import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openJournalForReading } from '../../journal/libsql.ts';
import type { App } from '../app.ts';
import { argsOf } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { absoluteSource, isHostList, readSources } from '../inventory/read-inventory.ts';
import { journalFile } from '../options.ts';
import { candidates } from './candidates.ts';

/** The word in front of those to complete, by which main.ts knows a shell that asks. */
export const COMPLETE = '__complete';

/** Says that the shell shall complete a file. */
const FILES = ':files';

const MOST_RUNS = 50;

/** What the shell scripts read: a candidate a line. A shell that asks gets no error, whatever is wrong. */
export async function completionAnswer(
  words: readonly string[],
  commands: readonly CliCommand[],
  app: App,
): Promise<string> {
  const runs = words.slice(0, -1).length === 0 ? [] : await runIds(words, app);
  const found = candidates(words, commands, {
    hosts: (named) => orNone(() => namesIn(sourcesOf(named, app.env['STEM_INVENTORY']), app)),
    runs: () => runs,
  });
  return found.kind === 'files' ? FILES : found.words.join('\n');
}

const sourcesOf = (named: readonly string[], usual = ''): readonly string[] =>
  named.length > 0 || usual === '' ? named : [usual];

function namesIn(named: readonly string[], app: App): readonly string[] {
  const sources = named.map((each) => absoluteSource(each, app.cwd));
  if (sources.length === 0) return [];
  if (sources.some((source) => !isHostList(source) && hasProgram(source))) return [];
  const { hosts, groups } = readSources({ sources, playFolder: null });
  return [...new Set([...groups.keys(), ...hosts.keys()])];
}

/** Nobody expects a program to be started by the Tab key. */
function hasProgram(path: string): boolean {
  const stat = statSync(path);
  if (!stat.isDirectory()) return isExecutable(path);
  return readdirSync(path, { withFileTypes: true }).some(
    (entry) => !entry.isDirectory() && isExecutable(join(path, entry.name)),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Newest first. Of the journal that the words or the environment name. */
async function runIds(words: readonly string[], app: App): Promise<readonly string[]> {
  if (!RUN_COMMANDS.includes(words[0] ?? '')) return [];
  try {
    const at = words.indexOf('--journal');
    const journal = at < 0 ? {} : { journal: words[at + 1] };
    const reader = await openJournalForReading(journalFile(argsOf(journal), app));
    try {
      return (await reader.listRuns()).slice(0, MOST_RUNS).map(({ runId }) => runId);
    } finally {
      await reader.close();
    }
  } catch {
    return [];
  }
}

/** The others need not wait for the journal. */
const RUN_COMMANDS = ['status', 'resume', 'rollback', 'report', 'log'];

function orNone(find: () => readonly string[]): readonly string[] {
  try {
    return find();
  } catch {
    return [];
  }
}
