#!/usr/bin/env node
import { hostname, homedir, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { errorText } from '../report/error-text.ts';
import type { App } from './app.ts';
import { COMMANDS } from './commands.ts';
import { COMPLETE, completionAnswer } from './complete/answer.ts';
import { exitOfError } from './exit-code.ts';
import { packageVersion } from './package-root.ts';
import { colorWhen } from './paint.ts';
import { parseArguments } from './parse-arguments.ts';
import { askHidden } from './secrets/ask-hidden.ts';
import { readSecretInputs } from './secrets/inputs.ts';

const WIDTH_OF_A_FILE = 160;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// A reader that goes away (`| head`) must not end a run.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await runCommand(realApp());
await Promise.all([process.stdout, process.stderr].map(flushed));
process.exit(code);

async function runCommand(app: App): Promise<number> {
  try {
    const argv = process.argv.slice(2);
    if (argv[0] === COMPLETE) {
      app.out(await completionAnswer(argv.slice(1), COMMANDS, app));
      return 0;
    }
    const parsed = parseArguments(argv, COMMANDS, {
      version: packageVersion(),
      width: app.width,
    });
    if (parsed.kind === 'run') {
      const color = colorWhen(parsed.args.text('color'), app.env);
      const secrets = await readSecretInputs(parsed.args, app);
      return await parsed.command.run(parsed.args, { ...app, color, secrets });
    }
    app.out(parsed.text);
    return 0;
  } catch (error) {
    app.err(errorText(error));
    return exitOfError(error);
  }
}

function realApp(): App {
  const { env, stdin, stdout, stderr } = process;
  const isErrTerminal = stderr.isTTY && env['TERM'] !== 'dumb';
  return {
    env,
    cwd: process.cwd(),
    home: homedir(),
    user: userName(),
    operator: `${userName()}@${hostname()}`,
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(`${text}\n`),
    screen: {
      write: (text) => stderr.write(text),
      columns: () => sizeOr(stderr.columns, 80),
      rows: () => sizeOr(stderr.rows, 24),
    },
    isOutTerminal: stdout.isTTY,
    isErrTerminal,
    isInTerminal: stdin.isTTY && stderr.isTTY,
    color: colorWhen(undefined, env),
    width: stdout.isTTY ? sizeOr(stdout.columns, 80) : WIDTH_OF_A_FILE,
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    askHidden: (question) =>
      askHidden(question, { input: stdin, write: (text) => void stderr.write(text) }),
    onSignal: (on) => {
      const heard = SIGNALS.map((name) => {
        const listener = (): void => {
          on(name);
        };
        process.on(name, listener);
        return { name, listener };
      });
      return () => {
        for (const { name, listener } of heard) process.off(name, listener);
      };
    },
  };
}

/** A terminal that nobody has given a size says 0. */
function sizeOr(size: number, usual: number): number {
  return size > 0 ? size : usual;
}

/** A user without an entry in passwd has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.errored !== null) resolve();
    else
      stream.write('', () => {
        resolve();
      });
  });
}
