import type { FileHandle } from 'node:fs/promises';
import { hiddenFile } from './hidden-file.ts';

export type Progress = (doneBytes: number, totalBytes: number) => void;

/** Who makes a bundle of an image: where there is room, and who is told. */
export interface Workshop {
  /** A file without a name, beside the bundle. It lasts as long as the workshop. */
  hidden(): Promise<FileHandle>;
  /** What is being done, a line at a time. */
  say(line: string): void;
  /** How far `what` is. */
  progress(what: string): Progress;
}

export interface Speaker {
  readonly say?: ((line: string) => void) | undefined;
  readonly progress?: ((what: string) => Progress) | undefined;
}

/** Closes, in the end, all that was made in it. */
export async function inWorkshop<T>(
  outFile: string,
  { say, progress }: Speaker,
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  const handles: FileHandle[] = [];
  try {
    return await work({
      hidden: async () => {
        const handle = await hiddenFile(outFile);
        handles.push(handle);
        return handle;
      },
      say: (line) => say?.(line),
      progress: (what) => progress?.(what) ?? ((): void => undefined),
    });
  } finally {
    for (const handle of handles) await handle.close();
  }
}
