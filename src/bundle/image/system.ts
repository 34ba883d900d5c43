import type { BundleBoot, BundleOs, ImagePlace } from '../../model/manifest.ts';
import type { Disk, Span } from './disk.ts';
import type { Loader } from './loader.ts';

/** A system that was found in an image. */
export interface System {
  readonly disk: Disk;
  readonly os: BundleOs;
  readonly images: readonly { readonly place: ImagePlace; readonly span: Span }[];
  /** Of layout `balena`. */
  readonly loader?: Loader;
  /** Of layout `flash`. */
  readonly boot?: BundleBoot;
}
