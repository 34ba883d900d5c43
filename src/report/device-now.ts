import type { SystemName } from '../model/system.ts';
import type { HostView } from './run-view.ts';

/** What a device answered just now. `lock` and `staging` are ids of runs, null where nobody holds them. */
export interface DeviceNow {
  readonly system: SystemName;
  readonly lock: string | null;
  readonly staging: string | null;
}

/** Whether a device is where the journal has it, in one sentence. */
export function deviceSays(
  { where, standing, isTouched }: HostView,
  { system, lock, staging }: DeviceNow,
  runId: string,
): string {
  const other = [lock, staging].find((id) => id !== null && id !== runId);
  const held = other === undefined || other === null ? '' : `; run ${other} holds it`;
  if (where === null) return `the journal never saw it${held}`;
  if (where !== system) return `the journal last saw the ${where} system${held}`;
  const isHalfWay = standing !== 'reached' && isTouched;
  return `as the journal says${isHalfWay ? ': half-way, resume goes on' : ''}${held}`;
}

/** `ber-001 (berlin): the environment system is up; as the journal says`. */
export const deviceLine = (
  { host, site }: Pick<HostView, 'host' | 'site'>,
  system: SystemName,
  says: string,
): string => `${host}${site === '' ? '' : ` (${site})`}: the ${system} system is up; ${says}`;
