import type { App } from './app.ts';
import type { Args } from './args.ts';

/** Where the completion of a value comes from. `hosts`: hosts, groups and patterns of the inventory. */
export type Completes = 'file' | 'hosts' | 'runs' | 'commands';

/** The values of an option or of a positional, where not every text will do. */
export interface ValueSpec {
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

/** What yargs is told of an option. `list` may be given more than once, `count` too, and has no value. */
export interface OptionSpec extends ValueSpec {
  readonly type: 'text' | 'number' | 'flag' | 'list' | 'count';
  readonly describe: string;
  readonly alias?: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** One command of the command line. */
export interface CliCommand {
  /** Name and positionals as yargs writes them: `exec <pattern>`. */
  readonly usage: string;
  readonly describe: string;
  /** More than one line can say: paragraphs for `help COMMAND`. */
  readonly about?: readonly string[];
  readonly options: OptionSpecs;
  /** By the names in `usage`. */
  readonly positionals?: Readonly<Record<string, ValueSpec>>;
  /** Commands and pages under `see also`. */
  readonly seeAlso?: readonly string[];
  readonly examples?: readonly (readonly [command: string, does: string])[];
  /** Takes everything behind `--`. */
  readonly takesWords?: boolean;
  /** Returns the exit code. */
  run(args: Args, app: App): Promise<number>;
}
