import type { CommandResult } from '../model/fact.ts';
import type { KeptBackup, KeptFiles, KeptQuestion } from '../model/kept.ts';

const NOTHING: KeptBackup = { folder: '', pieces: 0, bytes: 0, sha256: null };

/** The controller's answer in the form of a device's. A command that keeps no files has nothing, and no room. */
export async function answerKept(
  kept: KeptFiles | undefined,
  { kind, at }: KeptQuestion,
): Promise<CommandResult> {
  const answer =
    kind === 'room' ? ((await kept?.freeBytes()) ?? null) : ((await kept?.look(at)) ?? NOTHING);
  return { exitCode: 0, stdout: JSON.stringify(answer), stderr: '', isCut: false };
}
