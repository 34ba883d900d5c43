import { StemError } from '../model/errors.ts';

export const BUILD_AGAIN =
  'Copy the bundle again, or build it again with `stem-remote bundle build`.';
export const MEND_PARTS =
  'Mend the folder of parts; docs/bundle.md describes it. Then build again.';

/** `message` names the file, the member and the cause. */
export const bundleError = (message: string, hint: string, cause?: unknown): StemError =>
  new StemError(message, { code: 'BUNDLE_INVALID', hint, cause });

/** A file of this machine that can't be read or written. A StemError passes as it is. */
export function fileError(file: string, cause: unknown): unknown {
  if (cause instanceof StemError || !(cause instanceof Error) || !('code' in cause)) return cause;
  return new StemError(`${file} can't be used: ${cause.message}`, {
    code: 'FILE_UNREADABLE',
    hint: 'Check the path, its rights and the free space, then try again.',
    cause,
  });
}
