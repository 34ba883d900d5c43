import type { App } from '../../src/cli/app.ts';
import { inventoryCommand } from '../../src/cli/commands/inventory.ts';
import { exitOfError } from '../../src/cli/exit-code.ts';
import { readSources } from '../../src/cli/inventory/read-inventory.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { selectIn } from '../../src/cli/targets.ts';
import { StemError } from '../../src/model/errors.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  /** The message of the error that ended it. */
  readonly error: string;
}

const appIn = (cwd: string, out: string[]): App =>
  ({
    ...{ env: {}, cwd, home: '/nowhere' },
    out: (text: string) => out.push(text),
    err: () => undefined,
  }) as unknown as App;

/** Runs `stem-remote inventory` in this process, from its arguments to its exit code. */
export async function runOurs(words: readonly string[], cwd: string): Promise<Ran> {
  const out: string[] = [];
  try {
    const parsed = parseArguments(['inventory', ...words], [inventoryCommand], {
      version: '0',
      width: 80,
    });
    if (parsed.kind === 'text') throw new Error(`it shows a text: ${parsed.text}`);
    const code = await parsed.command.run(parsed.args, appIn(cwd, out));
    return { code, out: out.join('\n'), error: '' };
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Ran {
  if (!(error instanceof StemError)) throw error;
  return { code: exitOfError(error), out: '', error: error.message };
}

/** What `--hosts PATTERN` does, with the inventory read once for many patterns. */
export function matcher(sources: readonly string[], cwd: string): (pattern: string) => Ran {
  const inventory = readSources({ sources, playFolder: cwd });
  return (pattern) => {
    try {
      const names = selectIn(inventory, [pattern], appIn(cwd, []));
      return { code: 0, out: names.join('\n'), error: '' };
    } catch (error) {
      return refused(error);
    }
  };
}
