import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runProgram } from '../../../vagrant/run-program.ts';
import { bootPoints, readBoots } from './boots.ts';
import { checkPoints, checkStates } from './check.ts';
import { pointsToBoot, pointsToCheck, type Planned } from './plan.ts';
import { isRecorded, recordMigration, taskFinder, writeLogOf } from './record.ts';
import { makeReport, tableOf, type Plan, type Report } from './report.ts';
import { WriteLog } from './write-log.ts';

const USAGE = `npm run faults:replay -- [--dir DIR] [--seed N] [--minutes N] [--out FILE] [PART...]

Records one migration, write by write, and proves for each cut that it could have had where the device boots.
PART is record, check, boot or report; all of them in this order where none is named. With --dir the recording stays there, and
record and boot go on where an earlier call stopped after --minutes.
`;
const PARTS = ['record', 'check', 'boot', 'report'];
const PLAN_FILE = 'plan.json';
const SEED = '4242';
const MINUTES = '600';

interface Settings {
  readonly dir: string;
  readonly seed: number;
  readonly until: number;
  readonly out: string | undefined;
  readonly say: (line: string) => void;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ dir: { type: 'string' }, seed: { type: 'string', default: SEED } },
      ...{ minutes: { type: 'string', default: MINUTES }, out: { type: 'string' } },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((part) => !PARTS.includes(part));
  if (values.help || unknown.length > 0) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 64;
    return;
  }
  const dir = values.dir ?? (await mkdtemp(join(tmpdir(), 'stem-replay-')));
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const until = Date.now() + Number(values.minutes) * 60_000;
  const settings = { dir, seed: Number(values.seed), until, out: values.out, say };
  try {
    await run(positionals.length === 0 ? PARTS : positionals, settings);
  } finally {
    if (values.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
}

async function run(parts: readonly string[], settings: Settings): Promise<void> {
  const { dir } = settings;
  if (parts.includes('record') && !isRecorded(dir)) await recordMigration(settings);
  if (parts.includes('check')) await check(settings);
  if (parts.includes('boot')) {
    const { planned } = await readPlan(dir);
    await bootPoints(
      settings,
      planned.map(({ point }) => point),
    );
  }
  if (parts.includes('report')) await report(settings);
}

async function check({ dir, seed, say }: Settings): Promise<void> {
  const options = { dir, seed, say };
  const { found, bytes, entries, ...learned } = await checkStates(options);
  const { firstSectorWrites } = learned;
  const planned = pointsToBoot(found, firstSectorWrites);
  const points = pointsToCheck(planned, flushesOf(dir));
  const wrong = await checkPoints(options, points, learned);
  const tasks = await tasksOf(dir, planned);
  const plan: Plan = {
    ...{ seed, bytes, entries, found, firstSectorWrites, planned, wrong, tasks },
    fileSystemsChecked: points.length,
    isWhole: isRecorded(dir),
  };
  await writeFile(join(dir, PLAN_FILE), JSON.stringify(plan));
}

function flushesOf(dir: string): readonly number[] {
  using log = new WriteLog(writeLogOf(dir));
  return log.entries.filter((entry) => entry.isFlush).map((entry) => entry.index + 1);
}

async function tasksOf(dir: string, planned: readonly Planned[]): Promise<Plan['tasks']> {
  using log = new WriteLog(writeLogOf(dir));
  const taskAt = await taskFinder(dir);
  const named = planned.map(({ point }) => point.upTo);
  return Object.fromEntries(named.map((index) => [index, taskAt(log.entries[index]?.at ?? 0)]));
}

async function report({ dir, out, say }: Settings): Promise<void> {
  const commit = await runProgram(['git', 'rev-parse', '--short', 'HEAD'], { timeoutMs: 60_000 });
  const stamp = { at: new Date().toISOString(), commit: commit.trim() };
  const made: Report = makeReport(await readPlan(dir), await readBoots(dir), stamp);
  if (out !== undefined) await writeFile(out, `${JSON.stringify(made, null, 2)}\n`);
  say(tableOf(made));
  if (made.crashPoints.failures.length > 0) process.exitCode = 1;
}

const readPlan = async (dir: string): Promise<Plan> =>
  JSON.parse(await readFile(join(dir, PLAN_FILE), 'utf8')) as Plan;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
