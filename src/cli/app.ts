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
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Somebody is there to answer. */
  readonly isInTerminal: boolean;
  readonly hasColor: boolean;
  /** Columns of the terminal; a fixed width where there is none. */
  readonly width: number;
  ask(question: string): Promise<string>;
  /** Calls `on` for SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  onSignal(on: (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void;
}
