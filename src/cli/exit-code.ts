import { hasCode, StemError, type ErrorCode } from '../model/errors.ts';
import type { HostView } from '../report/run-view.ts';

/** 0 means that every device reached the goal. The bits add up, so that nothing is hidden. */
export const EXIT = {
  ok: 0,
  internal: 1,
  failed: 2,
  unreachable: 4,
  stoppedEarly: 8,
  needsHands: 16,
  usage: 64,
  badInput: 65,
  noHost: 66,
  locked: 75,
  aborted: 130,
} as const;

const OF_CODE: Readonly<Record<ErrorCode, number>> = {
  VARS_INVALID: EXIT.badInput,
  FACT_UNREADABLE: EXIT.failed,
  LINK_LOST: EXIT.unreachable,
  DEVICE_RESTARTED: EXIT.failed,
  UNREACHABLE: EXIT.unreachable,
  AUTH_FAILED: EXIT.unreachable,
  BECOME_FAILED: EXIT.unreachable,
  BECOME_PASSWORD: EXIT.unreachable,
  HOST_KEY_UNKNOWN: EXIT.unreachable,
  HOST_KEY_CHANGED: EXIT.unreachable,
  DEVICE_CHANGED: EXIT.unreachable,
  UPLOAD_FAILED: EXIT.failed,
  LEASE_LOST: EXIT.locked,
  PLAN_INVALID: EXIT.badInput,
  PLAN_DRIFTED: EXIT.badInput,
  INVENTORY_INVALID: EXIT.badInput,
  PATTERN_INVALID: EXIT.badInput,
  NO_HOSTS: EXIT.noHost,
  PLAYBOOK_INVALID: EXIT.badInput,
  TEMPLATE_FAILED: EXIT.badInput,
  BUNDLE_INVALID: EXIT.badInput,
  BUNDLE_UNTRUSTED: EXIT.badInput,
  JOURNAL_FAILED: EXIT.badInput,
  RUN_UNKNOWN: EXIT.badInput,
  RUN_LOCKED: EXIT.locked,
  FILE_UNREADABLE: EXIT.badInput,
  USAGE: EXIT.usage,
};

/** What a failure of the whole command, or of one device, means for the exit code. */
export const exitOfError = (error: unknown): number =>
  error instanceof StemError ? OF_CODE[error.code] : EXIT.internal;

/** The device could not be talked to at all. Ansible calls each of these unreachable. */
export const isUnreachable = (error: unknown): boolean =>
  hasCode(
    error,
    'LINK_LOST',
    'UNREACHABLE',
    'AUTH_FAILED',
    'BECOME_FAILED',
    'HOST_KEY_UNKNOWN',
    'HOST_KEY_CHANGED',
    'DEVICE_CHANGED',
  );

/** Adds up how the hosts of a run ended. `goal` is what the command was to reach. */
export const exitOfHosts = (
  hosts: readonly HostView[],
  goal: 'reached' | 'rolled-back' = 'reached',
): number => hosts.reduce<number>((bits, host) => bits | bitsOf(host, goal), EXIT.ok);

function bitsOf({ standing, isTouched }: HostView, goal: 'reached' | 'rolled-back'): number {
  if (standing === goal) return EXIT.ok;
  switch (standing) {
    case 'reached':
    case 'rolled-back':
      return EXIT.failed;
    case 'failed':
      return isTouched ? EXIT.failed | EXIT.needsHands : EXIT.failed;
    case 'unreachable':
      return EXIT.unreachable;
    case 'unknown':
    case 'under way':
      return EXIT.needsHands;
    case 'stopped':
    case 'not started':
      return EXIT.stoppedEarly;
  }
}
