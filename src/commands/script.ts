import { sh, type ShellCommand } from '../model/command.ts';

/**
 * A small POSIX script with arguments. They arrive as `$1`…, so no value is ever pasted into the text.
 * The name shows in `ps`, in error messages of the shell, and in tests.
 */
export const script = (name: string, text: string, ...args: readonly string[]): ShellCommand =>
  sh('sh', '-c', text, `stem-${name}`, ...args);

/** The name of a script made by `script`, null for any other command. */
export const scriptName = (command: ShellCommand): string | null =>
  command.kind === 'simple' && command.words[0] === 'sh' && command.words[1] === '-c'
    ? (command.words[3] ?? null)
    : null;
