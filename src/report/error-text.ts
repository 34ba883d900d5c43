import { StemError, type ErrorCode } from '../model/errors.ts';
import { oneLine, printable } from './printable.ts';

/** These come from files of the operator, and tell all problems at once, one a line. */
const INPUT_CODES: readonly ErrorCode[] = ['INVENTORY_INVALID', 'PLAYBOOK_INVALID', 'VARS_INVALID'];

/**
 * The one form of every failure: `host: what happened. why. Next: hint (CODE)`; a bug shows its stack.
 * A hint may end in a command to copy, so that no full stop is added to it.
 */
export function errorText(error: unknown, host = ''): string {
  const prefix = host === '' ? '' : `${host}: `;
  if (!(error instanceof StemError))
    return `${prefix}internal error, this is a bug of stem-remote: ${stackOf(error)}`;
  if (INPUT_CODES.includes(error.code) && error.message.includes('\n'))
    return `${printable(error.message)}\nNext: ${oneLine(error.hint)} (${error.code})`;
  const why = whyOf(error);
  const parts = [sentence(error.message), ...(why === null ? [] : [sentence(why)])];
  return `${prefix}${parts.join(' ')} Next: ${oneLine(error.hint)} (${error.code})`;
}

/** The same for what a journal or a plan kept of a failure. */
export const failureText = (because: string, hint: string): string =>
  hint === '' ? sentence(because) : `${sentence(because)} Next: ${oneLine(hint)}`;

/** The reason behind it, unless the message tells it already: it puts errors of the system into words. */
function whyOf({ message, cause }: StemError): string | null {
  if (!(cause instanceof Error) || cause.message === '' || 'errno' in cause) return null;
  return message.includes(cause.message) ? null : cause.message;
}

export function sentence(text: string): string {
  const line = oneLine(text);
  return /[.!?:…]$/.test(line) ? line : `${line}.`;
}

const stackOf = (error: unknown): string =>
  printable(error instanceof Error ? (error.stack ?? error.message) : String(error));
