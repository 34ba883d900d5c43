import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';

/** Whether an RSA key was about to sign by SHA-1 without leave. */
export interface Sha1Guard {
  readonly isAllowed: boolean;
  wasRefused: boolean;
}

const REFUSED = 'the device wants a SHA-1 signature, which is not allowed';

/**
 * ssh2 falls back to `ssh-rsa`, a signature by SHA-1, where a device does not say that it knows SHA-2; OpenSSH 6.6 does
 * not. The key then fails, and the next credential is tried.
 */
export function guardKey(key: ParsedKey, guard: Sha1Guard): ParsedKey {
  if (key.type !== 'ssh-rsa' || guard.isAllowed) return key;
  // ssh2 knows its keys by a symbol, which an object made of them has as well.
  return Object.create(key, {
    sign: {
      value: (data: Buffer | string, algorithm?: string): Buffer | Error => {
        if (algorithm !== 'sha1') return key.sign(data, algorithm);
        guard.wasRefused = true;
        return new Error(REFUSED);
      },
    },
  }) as ParsedKey;
}

type SignCallback = (error?: Error | null, signature?: Buffer) => void;
type SignRest = readonly [options: Options, done?: SignCallback];
type Options = { readonly hash?: string | undefined } | SignCallback;

/** What an agent at a socket hands out; other agents of ssh2 may have other forms. */
const isParsed = (key: object): key is ParsedKey => 'getPublicSSH' in key;

/** An agent of which only some keys are seen, and that does not sign by SHA-1 without leave. */
export class ChosenAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent<ParsedKey>;
  readonly #isWanted: (key: ParsedKey) => boolean;
  readonly #guard: Sha1Guard;

  constructor(
    agent: BaseAgent<ParsedKey>,
    isWanted: (key: ParsedKey) => boolean,
    guard: Sha1Guard,
  ) {
    super();
    this.#agent = agent;
    this.#isWanted = isWanted;
    this.#guard = guard;
  }

  override getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    this.#agent.getIdentities((error, keys) => {
      if (error) done(error);
      else done(null, (keys ?? []).filter(isParsed).filter(this.#isWanted));
    });
  }

  override sign(key: ParsedKey, data: Buffer, ...rest: SignRest): void {
    const [options, done] = rest;
    const tell = typeof options === 'function' ? options : done;
    const hash = typeof options === 'function' ? undefined : options.hash;
    if (key.type === 'ssh-rsa' && hash === 'sha1' && !this.#guard.isAllowed) {
      this.#guard.wasRefused = true;
      tell?.(new Error(REFUSED));
    } else {
      this.#agent.sign(key, data, { hash } as never, tell);
    }
  }
}
