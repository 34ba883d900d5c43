import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware } from 'ssh2';
import type { Credential } from './credentials.ts';

/** Offers the credentials one after the other, and remembers what happened. */
export class Login {
  readonly #left: Credential[];
  readonly #accepted: Credential[] = [];
  readonly #all: readonly Credential[];
  readonly tried: Credential[] = [];

  constructor(credentials: readonly Credential[]) {
    this.#left = [...credentials];
    this.#all = credentials;
  }

  readonly handler: AuthHandlerMiddleware = (allowed, isPartial, next) => {
    const last = this.tried.at(-1);
    if (isPartial && last !== undefined) this.#accepted.push(last);
    const at = this.#left.findIndex(({ method }) => isAllowed(method, allowed));
    const [credential] = at < 0 ? [] : this.#left.splice(at, 1);
    if (credential !== undefined) this.tried.push(credential);
    // ssh2 takes `false` for "no more"; its types do not say so.
    next(credential?.method ?? (false as never));
  };

  /** After a login: what opened the door. Further connections need nothing else. */
  accepted(): readonly Credential[] {
    const last = this.tried.at(-1);
    return last === undefined ? [] : [...this.#accepted, last];
  }

  /** A certificate of ours, which may be what the device wants. */
  unusedCertificate(): string | undefined {
    return this.tried.find(({ certificate }) => certificate !== undefined)?.certificate;
  }

  /** A key would have had to sign by SHA-1, which nobody allowed. */
  wouldNeedSha1(): boolean {
    return this.#all.some(({ sha1 }) => sha1?.wasRefused === true);
  }
}

/** `allowed` is null before the device has said anything. */
const isAllowed = (
  { type }: AnyAuthMethod,
  allowed: readonly AuthenticationType[] | null,
): boolean => allowed === null || allowed.includes(type === 'agent' ? 'publickey' : type);
