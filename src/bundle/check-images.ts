import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { BundleImage, Manifest } from '../model/manifest.ts';
import { bundleError, BUILD_AGAIN } from './bundle-error.ts';
import { outputOf } from './image/child-stream.ts';
import { memberSpans, type MemberSpan } from './read.ts';

/** What comes out of a member that was read and fits is waited for no longer. */
const SILENCE_MS = 120_000;

type Progress = (doneBytes: number, totalBytes: number) => void;

/** Unpacks the images of a bundle to nowhere, and compares what a device would write. @throws StemError BUNDLE_INVALID */
export async function checkImages(
  file: string,
  { images = [] }: Pick<Manifest, 'images'>,
  progressOf: (label: string) => Progress = () => () => undefined,
): Promise<void> {
  if (images.length === 0) return;
  const spans = await memberSpans(file);
  for (const image of images) {
    const span = spans.get(image.path);
    if (span === undefined) throw new RangeError(`${image.path} is a member: its schema says so`);
    await check({ file, image, span, onProgress: progressOf(image.label) });
  }
}

interface Check {
  readonly file: string;
  readonly image: BundleImage;
  readonly span: MemberSpan;
  readonly onProgress: Progress;
}

async function check({ file, image, span, onProgress }: Check): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'r');
  try {
    for await (const chunk of unpacked(handle.fd, span)) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > image.bytes) break;
      onProgress(bytes, image.bytes);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw bundleError(`${file}: ${image.path} can't be unpacked: ${why}`, BUILD_AGAIN, cause);
  } finally {
    await handle.close();
  }
  if (bytes !== image.bytes || hash.digest('hex') !== image.sha256)
    throw bundleError(
      `${file}: ${image.path} unpacks to something else than the manifest says`,
      BUILD_AGAIN,
    );
}

/** `zstd` reads the member alone: `tail` and `head` cut it out, so no byte of it goes through this process packed. */
const unpacked = (fd: number, { start, bytes }: MemberSpan): AsyncIterable<Buffer> =>
  outputOf({
    argv: [
      'sh',
      '-c',
      'tail -c "+$1" /dev/fd/3 | head -c "$2" | zstd -dcq',
      'sh',
      String(start + 1),
      String(bytes),
    ],
    extra: fd,
    silenceMs: SILENCE_MS,
  });
