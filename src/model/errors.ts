/** Every code is a row of docs/errors.md. */
export type ErrorCode =
  | 'VARS_INVALID'
  | 'FACT_UNREADABLE'
  | 'LINK_LOST'
  | 'DEVICE_RESTARTED'
  | 'UNREACHABLE'
  | 'AUTH_FAILED'
  | 'BECOME_FAILED'
  /** The password for sudo or su is wrong, or there is none. */
  | 'BECOME_PASSWORD'
  | 'HOST_KEY_UNKNOWN'
  | 'HOST_KEY_CHANGED'
  /** Another device than before answers, with the same host key. */
  | 'DEVICE_CHANGED'
  | 'UPLOAD_FAILED'
  | 'LEASE_LOST'
  | 'PLAN_INVALID'
  /** A saved plan does not fit any more, or is none. */
  | 'PLAN_DRIFTED'
  | 'INVENTORY_INVALID'
  | 'PATTERN_INVALID'
  | 'NO_HOSTS'
  | 'PLAYBOOK_INVALID'
  | 'TEMPLATE_FAILED'
  | 'BUNDLE_INVALID'
  /** Nobody who is trusted vouches for a bundle. */
  | 'BUNDLE_UNTRUSTED'
  | 'JOURNAL_FAILED'
  | 'RUN_UNKNOWN'
  /** Another controller drives this run: exit code 75. */
  | 'RUN_LOCKED'
  | 'FILE_UNREADABLE'
  | 'USAGE';

export interface StemErrorDetails {
  readonly code: ErrorCode;
  /** What to do next: one imperative sentence. */
  readonly hint: string;
  readonly cause?: unknown;
}

/** An expected failure. The message says what happened, `cause` why, `hint` what to do. */
export class StemError extends Error {
  override readonly name = 'StemError';
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(message: string, details: StemErrorDetails) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
  }
}

export const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): error is StemError =>
  error instanceof StemError && codes.includes(error.code);

/** What happened and what to do about it, as two sentences. */
export const withHint = ({ message, hint }: StemError): string =>
  `${message}${/[.!?…]$/.test(message) ? '' : '.'} ${hint}`;

/** The device can't be talked to now, and later perhaps can. Nothing is known about what it does. */
export const isLinkError = (error: unknown): error is StemError =>
  hasCode(error, 'LINK_LOST', 'UNREACHABLE');
