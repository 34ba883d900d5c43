import type { HostEnd } from '../../model/event.ts';

/** Why a host is left alone before anything is done to it. */
export interface Halt {
  readonly end: HostEnd;
  readonly because: string;
}

/** What a plan shows where a run has its id. */
export const PLANNED_RUN = 'RUN-ID';
