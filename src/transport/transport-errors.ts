import { placeOf, type Connection } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import type { Login } from './login.ts';

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

export const becomePasswordWrong = (what: string, hint: string): StemError =>
  new StemError(what, { code: 'BECOME_PASSWORD', hint });

/** The same failure, one stop earlier on the way. Of a chain, only the stop where it happened is named. */
export const atJumpHost = (hop: Connection, error: StemError): StemError => {
  if (error.message.startsWith(AT_JUMP_HOST)) return error;
  const { code, message, hint, cause } = error;
  return new StemError(`${AT_JUMP_HOST}${placeOf(hop)}: ${message}`, { code, hint, cause });
};

const AT_JUMP_HOST = 'at the jump host ';

export function authFailed(user: string, login: Login, cause: unknown): StemError {
  const names = login.tried.map(({ name }) => name).join(', ');
  const tried = names === '' ? 'nothing that it takes' : names;
  const message = `the device refuses the login of ${user}; tried: ${tried}`;
  const code = 'AUTH_FAILED';
  const certificate = login.unusedCertificate();
  if (certificate !== undefined)
    return new StemError(
      `${message}. ${certificate} was not shown: certificates are not supported`,
      {
        code,
        hint: 'Add the public key itself to authorized_keys of the device, or use another key or a password.',
        cause,
      },
    );
  return login.wouldNeedSha1()
    ? new StemError(`${message}. An RSA key would do, but only with a signature by SHA-1`, {
        code,
        hint: 'Give the device an ed25519 key; or, for a system as old as 14.04, set `stem_allow_sha1_rsa=true`.',
        cause,
      })
    : new StemError(message, {
        code,
        hint: 'Log in with ssh by hand, and mend `ansible_user`, the key or the password.',
        cause,
      });
}

/** A name with several addresses fails with an error for each, and none of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
