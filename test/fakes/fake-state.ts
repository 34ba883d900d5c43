import type { CommandResult } from '../../src/model/fact.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { FakeFiles } from './fake-files.ts';

export interface Volume {
  type: string;
  label: string;
  uuid: string;
}

export interface DeviceState {
  system: SystemName;
  boots: number;
  volumes: Record<string, Volume>;
  swaps: string[];
  /** Where the MBR points: the old GRUB's core, or ours. */
  core: 'old' | 'ours';
  /** What lies in the gap behind the old core. */
  room: 'empty' | 'core';
}

/** What a script of a fake device may read and change. */
export interface Faked {
  readonly state: DeviceState;
  readonly files: FakeFiles;
  put(path: string, text: string): CommandResult;
}
