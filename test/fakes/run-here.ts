import type { App } from '../../src/cli/app.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { exitOfError } from '../../src/cli/exit-code.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { errorText } from '../../src/report/error-text.ts';
import type { CliResult } from './run-cli.ts';

/** The command as `run-cli.ts` runs it, but in this process: a tenth of the time. No signal reaches it. */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const said = { stdout: '', stderr: '' };
  const app = appOf(env, said);
  try {
    const parsed = parseArguments(args, COMMANDS, { version: '0', width: app.width });
    if (parsed.kind !== 'run') return { code: 0, stdout: `${parsed.text}\n`, stderr: '' };
    return { code: await parsed.command.run(parsed.args, app), ...said };
  } catch (error) {
    app.err(errorText(error));
    return { code: exitOfError(error), ...said };
  }
}

const appOf = (
  env: Readonly<Record<string, string>>,
  said: { stdout: string; stderr: string },
): App => ({
  env,
  ...{ cwd: process.cwd(), home: '/nowhere', user: 'me', operator: 'me@here' },
  out: (text) => {
    said.stdout += `${text}\n`;
  },
  err: (text) => {
    said.stderr += `${text}\n`;
  },
  screen: {
    write: () => undefined,
    columns: () => 160,
    rows: () => 50,
  },
  ...{ isOutTerminal: false, isErrTerminal: false, isInTerminal: false },
  ...{ color: 'never' as const, width: 160 },
  ask: () => Promise.resolve(''),
  askHidden: () => Promise.resolve(''),
  onSignal: () => () => undefined,
});
