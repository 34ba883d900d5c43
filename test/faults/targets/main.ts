import { WRONG_TARGETS } from './cases.ts';
import { choose } from './choose.ts';
import { HARDWARE_CASES } from './hardware-cases.ts';
import { tryHardware, tryTargets, writeResults, type Result } from './run.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const { out, targets, hardware, unknown } = choose(process.argv.slice(2));
if (unknown.length > 0) {
  const names = [...WRONG_TARGETS, ...HARDWARE_CASES].map(({ name }) => name);
  say(`There is no case ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exitCode = 1;
} else {
  const results: Result[] = [];
  const ended = async (result: Result): Promise<void> => {
    results.push(result);
    if (out !== undefined) await writeResults(out, results);
  };
  await tryTargets(targets, { say, ended });
  await tryHardware(hardware, { say, ended });
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  say(`${String(results.length - failed)} as they should be, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
