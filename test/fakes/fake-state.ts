import type { Stretch } from '../../src/model/disk-table.ts';
import type { CommandResult } from '../../src/model/fact.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { FakeFiles } from './fake-files.ts';

export interface Volume {
  type: string;
  label: string;
  uuid: string;
}

/** A disk by its sectors, and what the kernel that is up knows of it. */
export interface DiskState {
  readonly sectors: Record<string, string>;
  seen: Readonly<Record<string, Stretch>>;
  /** The loader of the image lies beside ours. */
  isLoaderReady: boolean;
}

export interface DeviceState {
  system: SystemName;
  boots: number;
  volumes: Record<string, Volume>;
  swaps: string[];
  /** Where the MBR points: the old GRUB's core, ours, or that of an image. */
  core: 'old' | 'ours' | 'image';
  /** What lies in the gap behind the old core. */
  room: 'empty' | 'core';
  disk: DiskState;
}

/** What a script of a fake device may read and change. */
export interface Faked {
  readonly state: DeviceState;
  readonly files: FakeFiles;
  put(path: string, text: string): CommandResult;
}
