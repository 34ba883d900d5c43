import type { Vars } from '../../model/params.ts';
import type { SystemName } from '../../model/system.ts';
import type { Task } from '../../model/task.ts';
import type { SerialSize } from './serial.ts';

/** What a playbook asks for. Its order is judged by `makePlan`. */
export interface Playbook {
  readonly name: string;
  /** A pattern of the inventory. */
  readonly hosts: string;
  /** Sizes of the batches as written; empty means all at once. `resolveSerial` makes numbers of them. */
  readonly serial: readonly SerialSize[];
  readonly maxFailPercentage: number | null;
  /** They win over the inventory's. */
  readonly vars: Vars;
  readonly phases: readonly Phase[];
}

export const PHASES = ['prepare', 'install', 'finish'] as const;
export type PhaseName = (typeof PHASES)[number];

/** The system in which a phase works. */
export const SYSTEM_OF: Readonly<Record<PhaseName, SystemName>> = {
  prepare: 'old',
  install: 'environment',
  finish: 'new',
};

export interface Phase {
  readonly name: PhaseName;
  readonly tasks: readonly PlaybookTask[];
}

/** A task with its name in the playbook: what an operator reads. */
export type PlaybookTask = Task & { readonly name: string };
