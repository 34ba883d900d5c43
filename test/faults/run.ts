// Breaks a migration at every place: `npm run faults -- --help`.
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { cacheDir } from '../../vagrant/images/cache.ts';
import { casesOf, chainsOf, chance, sampleOf, type Case } from './cases.ts';
import { Lane } from './lane.ts';
import {
  crashPointsSchema,
  lastOf,
  matrixJson,
  matrixMarkdown,
  readResults,
  type Result,
} from './matrix.ts';
import type { Stage } from './scene.ts';
import { stamp } from './stamp.ts';
import { tryCase } from './try-case.ts';
import { tryChain } from './try-chain.ts';
import { takeTrunk, type Trunk } from './trunk.ts';

const HELP = `npm run faults -- [options]: breaks a migration at every place, and writes what the devices did
to docs/fault-matrix.md and .json, which keep the newest result of each case

  --list             the names of all cases
  --only PATTERN     the cases whose name matches this regular expression
  --sample N         so many of them, chosen by the seed
  --seed SEED        which ones, and when a fault strikes while an action is under way (today's date)
  --alone            a migration for each case. Otherwise one goes through the same fault at up to 24 places: several times as fast
  --together         one migration goes through all of these, whatever their faults: on one side of the point of no return
  --lanes N          so many devices at once (2)
  --first-lane N     the number of the first of them, beside another run with the same trunk (0)
  --minutes N        start no case after so many minutes
  --trunk FOLDER     keep the recorded migration there, or take it from there
  --missing          only cases that failed or have no result yet, here or in the matrix
  --results FILE     append each result to it as a line of JSON (.faults/results.jsonl); journals of what failed go beside it
  --write            try nothing: write the matrix from the results that there are
  --also FILE        with --write: results of \`npm run faults:guests\` or \`faults:targets\` as well; may be given more than once
`;

const DOCS = join(import.meta.dirname, '..', '..', 'docs');

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    also: { type: 'string', multiple: true, default: [] },
    missing: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    sample: { type: 'string' },
    alone: { type: 'boolean', default: false },
    together: { type: 'boolean', default: false },
    seed: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    lanes: { type: 'string', default: '2' },
    'first-lane': { type: 'string', default: '0' },
    minutes: { type: 'string', default: '10000' },
    trunk: { type: 'string', default: join(cacheDir(), 'faults-trunk') },
    results: { type: 'string', default: '.faults/results.jsonl' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

if (values.help) say(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const trunk = await takeTrunk(values.trunk, say);
  const every = casesOf(trunk.points);
  const results = await knownResults();
  if (values.write) {
    await writeMatrix(results, every);
    return 0;
  }
  const only = new RegExp(values.only);
  const ended = results.filter(({ outcome }) => outcome !== 'failed');
  const known = new Set(values.missing ? ended.map(({ name }) => name) : []);
  const all = every.filter(({ name }) => only.test(name) && !known.has(name));
  const cases = sampleOf(
    all,
    values.sample === undefined ? Infinity : Number(values.sample),
    values.seed,
  );
  if (values.list) {
    cases.forEach(({ name }) => {
      say(name);
    });
    return 0;
  }
  say(`${String(cases.length)} of ${String(all.length)} cases, seed ${values.seed}`);
  const failed = await tryAll(trunk, worksOf(cases, every));
  await writeMatrix(await knownResults(), every);
  say(`${String(cases.length)} cases, ${String(failed)} failed`);
  return failed === 0 ? 0 : 1;
}

/** Those of the matrix, of this checkout, and of other commands: the newest of each case. */
async function knownResults(): Promise<readonly Result[]> {
  const files = [join(DOCS, 'fault-matrix.json'), values.results, ...values.also];
  const texts = files.filter((file) => existsSync(file)).map((file) => readFile(file, 'utf8'));
  return lastOf((await Promise.all(texts)).flatMap(readResults));
}

/** In the order of the migration. A case that the step list no longer has is left out. */
async function writeMatrix(results: readonly Result[], every: readonly Case[]): Promise<void> {
  const byName = new Map(results.map((one) => [one.name, one]));
  const inOrder = [
    ...every.flatMap(({ name }) => byName.get(name) ?? []),
    ...results.filter(({ moment }) => moment === undefined),
  ];
  const points = await readFile(join(DOCS, 'crash-points.json'), 'utf8').catch(() => null);
  const matrix = {
    ...{ results: inOrder, possible: every.length },
    crashPoints: points === null ? null : crashPointsSchema.parse(JSON.parse(points)),
  };
  await writeFile(join(DOCS, 'fault-matrix.json'), matrixJson(matrix));
  await writeFile(join(DOCS, 'fault-matrix.md'), matrixMarkdown(matrix));
  say(`${String(inOrder.length)} cases written`);
}

async function tryAll(trunk: Trunk, left: (readonly Case[])[]): Promise<number> {
  const deadline = Date.now() + Number(values.minutes) * 60_000;
  await mkdir(join(values.results, '..'), { recursive: true });
  let failed = 0;
  const first = Number(values['first-lane']);
  const work = async (number: number): Promise<void> => {
    const lane = await Lane.open(values.trunk, trunk, join(values.trunk, `lane-${String(number)}`));
    const stage = { lane, trunk, seed: values.seed };
    try {
      for (let one = left.shift(); one !== undefined && Date.now() < deadline; one = left.shift()) {
        const results = one.length > 1 ? await resultsOf(one, stage) : await resultOf(one, stage);
        failed += results.filter(({ outcome }) => outcome === 'failed').length;
        const about = { seed: values.seed, ...(await stamp()) };
        for (const result of results) {
          await appendFile(values.results, `${JSON.stringify({ ...result, ...about })}\n`);
          say(JSON.stringify(result));
        }
      }
    } finally {
      await lane.close();
    }
  };
  await Promise.all(
    Array.from({ length: Number(values.lanes) }, (_, number) => work(first + number)),
  );
  return failed;
}

/** Each case alone, or with others: in an order that the seed decides. `every` has the cases in the migration's order. */
function worksOf(cases: readonly Case[], every: readonly Case[]): (readonly Case[])[] {
  if (values.alone) return cases.map((one) => [one]);
  const chosen = new Set(cases);
  const inOrder = every.filter((one) => chosen.has(one));
  if (values.together) return [inOrder];
  const chains = chainsOf(inOrder);
  const chained = new Set(chains.flat());
  const alone = cases.filter((one) => !chained.has(one)).map((one) => [one]);
  const turn = ([one]: readonly Case[]): number => chance(values.seed, one?.name ?? '', 'turn');
  return [...chains, ...alone].sort((one, other) => turn(one) - turn(other));
}

function aboutOf({ name, point, moment, fault }: Case) {
  const { task: step, index, system } = point;
  return { name, step, action: index + 1, system, moment, fault: fault.name };
}

type Told = Omit<Result, 'seed' | 'at' | 'commit'>;

async function resultsOf(cases: readonly Case[], stage: Stage): Promise<readonly Told[]> {
  const { recovered, failed } = await tryChain(cases, stage);
  if (failed === null)
    return recovered.map(([one, tried]) => ({ ...aboutOf(one), outcome: 'recovered', ...tried }));
  await putAway(failed.one, stage);
  const because = `in a chain of ${String(cases.length)}: ${failed.because}`;
  return [{ ...aboutOf(failed.one), outcome: 'failed', because }];
}

/** The next case takes the lane and its journal. */
async function putAway({ name }: Case, { lane }: Stage): Promise<void> {
  await lane.kill();
  const kept = join(values.results, '..', `${name.replaceAll('/', '.')}.journal.db`);
  for (const end of ['', '-wal'])
    if (existsSync(`${lane.journal}${end}`))
      await copyFile(`${lane.journal}${end}`, `${kept}${end}`);
}

async function resultOf([one]: readonly Case[], stage: Stage): Promise<readonly Told[]> {
  if (one === undefined) return [];
  try {
    return [{ ...aboutOf(one), outcome: 'recovered', ...(await tryCase(one, stage)) }];
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    await putAway(one, stage);
    return [{ ...aboutOf(one), outcome: 'failed', because }];
  }
}
