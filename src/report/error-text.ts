import { StemError } from '../model/errors.ts';
import { oneLine, printable } from './printable.ts';

/** The one form of every failure: `host: what happened. why. Next: hint (CODE)`; a bug shows its stack. */
export function errorText(error: unknown, host = ''): string {
  const prefix = host === '' ? '' : `${host}: `;
  if (!(error instanceof StemError))
    return `${prefix}internal error, this is a bug of stem-remote: ${stackOf(error)}`;
  const why = whyOf(error);
  const parts = [sentence(error.message), ...(why === null ? [] : [sentence(why)])];
  return `${prefix}${parts.join(' ')} Next: ${sentence(error.hint)} (${error.code})`;
}

/** The same for what a journal or a plan kept of a failure. */
export const failureText = (because: string, hint: string): string =>
  hint === '' ? sentence(because) : `${sentence(because)} Next: ${sentence(hint)}`;

/** The reason behind it, unless the message tells it already. */
function whyOf({ message, cause }: StemError): string | null {
  if (!(cause instanceof Error) || cause.message === '') return null;
  return message.includes(cause.message) ? null : cause.message;
}

export function sentence(text: string): string {
  const line = oneLine(text);
  return /[.!?:…]$/.test(line) ? line : `${line}.`;
}

const stackOf = (error: unknown): string =>
  printable(error instanceof Error ? (error.stack ?? error.message) : String(error));
