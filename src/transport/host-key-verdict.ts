import { StemError } from '../model/errors.ts';
import { judgeHostKey, type HostKeys } from './host-keys.ts';
import { recordHostKey } from './record-host-key.ts';

/**
 * Null where the key may be trusted. An unknown one is recorded first where the policy says so; a changed or revoked
 * one never is.
 */
export async function hostKeyVerdict(blob: Buffer, known: HostKeys): Promise<Error | null> {
  const refusal = judgeHostKey(blob, known);
  const mayRecord = known.policy === 'accept-new' && !known.isPinned;
  if (refusal?.code !== 'HOST_KEY_UNKNOWN' || !mayRecord) return refusal;
  try {
    return await recordHostKey(blob, known);
  } catch (error) {
    if (error instanceof StemError) return error;
    return new StemError(`the new host key can't be written to ${known.file}`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check the path and the rights of the known_hosts file.',
      cause: error,
    });
  }
}
