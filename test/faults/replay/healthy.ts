import type { Facts } from './classes.ts';

/** A device before its migration, for tests. */
export const HEALTHY: Facts = {
  starts: 'old core',
  oldCore: true,
  ourCore: 'none',
  savedSector: 'none',
  table: 'as before',
  root: 'old',
  oldFiles: true,
  oldModules: true,
  armed: false,
  entry: false,
  newFiles: false,
  newConfig: false,
  staging: 'none',
  stageConfig: 'none',
  environment: false,
  mode: 'none',
  trial: false,
  trialConfig: 'none',
  noReturn: false,
};
