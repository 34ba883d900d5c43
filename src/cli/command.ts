import type { App } from './app.ts';
import type { Args } from './args.ts';

/** What yargs is told of an option. `list` may be given more than once. */
export interface OptionSpec {
  readonly type: 'text' | 'number' | 'flag' | 'list';
  readonly describe: string;
  readonly alias?: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** One command of the command line. */
export interface CliCommand {
  /** Name and positionals as yargs writes them: `exec <pattern>`. */
  readonly usage: string;
  readonly describe: string;
  readonly options: OptionSpecs;
  readonly examples?: readonly (readonly [command: string, does: string])[];
  /** Takes everything behind `--`. */
  readonly takesWords?: boolean;
  /** Returns the exit code. */
  run(args: Args, app: App): Promise<number>;
}
