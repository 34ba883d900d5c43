import { DISK_CASES } from './disk-cases.ts';
import { HEALTH_CASES } from './health-cases.ts';
import { VOLUME_CASES } from './volume-cases.ts';
import type { WrongTarget } from './wrong-target.ts';

/** Every wrong target that the lab can build, each tried on a real device. */
export const WRONG_TARGETS: readonly WrongTarget[] = [
  ...DISK_CASES,
  ...VOLUME_CASES,
  ...HEALTH_CASES,
];
