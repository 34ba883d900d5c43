import type { StemError } from '../../model/errors.ts';
import { bundleError } from '../bundle-error.ts';

export const ANOTHER_IMAGE =
  'Download the image again, or take another one; docs/bundle.md says which ones fit.';

/** The image is none that a bundle can be made of. `problem` ends the sentence that the file begins. */
export const imageError = (shown: string, problem: string, cause?: unknown): StemError =>
  bundleError(`${shown} ${problem}`, ANOTHER_IMAGE, cause);
