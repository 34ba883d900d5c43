import { StemError } from '../model/errors.ts';

export const linkLost = (what: string, cause?: unknown): StemError =>
  new StemError(what, {
    code: 'LINK_LOST',
    hint: 'Resume: the device is asked where it is.',
    cause,
  });

export const uploadFailed = (what: string, hint: string, cause?: unknown): StemError =>
  new StemError(what, { code: 'UPLOAD_FAILED', hint, cause });

export const becomeFailed = (what: string, hint: string): StemError =>
  new StemError(what, { code: 'BECOME_FAILED', hint });

/** A name with several addresses fails with an error for each, and none of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
