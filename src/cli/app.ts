import type { SecretInputs } from './secrets/inputs.ts';

/** The terminal behind stderr. Only one may write to it directly at a time. */
export interface Screen {
  write(text: string): void;
  /** They change when the window does. */
  columns(): number;
  rows(): number;
}

/** The process as commands see it: only main.ts touches the real one. */
export interface App {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly cwd: string;
  readonly home: string;
  /** The login name of whoever runs this. */
  readonly user: string;
  /** `user@machine`, for the device's lock and the journal. */
  readonly operator: string;
  /** Results: one call, one or more whole lines. */
  out(text: string): void;
  /** Progress, questions and errors. */
  err(text: string): void;
  readonly screen: Screen;
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Somebody is there to answer. */
  readonly isInTerminal: boolean;
  /** Of `--color` and the environment; `auto` asks the stream. */
  readonly color: 'auto' | 'always' | 'never';
  /** Columns of the terminal; a fixed width where there is none. */
  readonly width: number;
  ask(question: string): Promise<string>;
  /** Without showing what is typed. */
  askHidden(question: string): Promise<string>;
  /** Passwords of the command line's own options. Undefined where a command takes none. */
  readonly secrets?: SecretInputs;
  /** Calls `on` for SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  onSignal(on: (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void;
}
