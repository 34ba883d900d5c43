/** What decides where a device boots: a state of the disk, as our loader and the old GRUB see it. */
export interface Facts {
  /** Whose core the first sector starts; `none` where it starts nothing that we know. */
  readonly starts: 'old core' | 'our core' | 'none';
  readonly oldCore: boolean;
  readonly ourCore: 'none' | 'part' | 'whole';
  /** The copy of the first sector as it was. */
  readonly savedSector: 'none' | 'whole' | 'other';
  readonly table: 'as before' | 'root alone' | 'root alone, grown' | 'other';
  readonly root: 'old' | 'new' | 'none';
  /** Whatever the old GRUB reads on the root is as it was before the migration, byte for byte. */
  readonly oldFiles: boolean;
  /** The old GRUB's search for a root with its modules succeeds. */
  readonly oldModules: boolean;
  /** The environment is armed for one boot in the old GRUB. */
  readonly armed: boolean;
  readonly entry: boolean;
  /** Configuration, kernel and initramfs of the new root are as they are at the end. */
  readonly newFiles: boolean;
  readonly newConfig: boolean;
  /** How GRUB finds the staging partition. */
  readonly staging: 'by label' | 'by place' | 'none';
  readonly stageConfig: 'none' | 'whole' | 'other';
  /** Kernel and both initramfs of the environment are as they were when it booted. */
  readonly environment: boolean;
  readonly mode: 'environment' | 'old' | 'new' | 'none';
  readonly trial: boolean;
  readonly trialConfig: 'none' | 'whole' | 'other';
  readonly noReturn: boolean;
}

export type System = 'old' | 'environment' | 'new';

export interface Outcome {
  /** What answers in the end with no hand on it. */
  readonly system: System | 'nothing';
  /** The way there, for people. */
  readonly way: readonly string[];
}

/** Follows the scripts of src/commands/grub-config.ts, without a machine. */
export function outcomeOf(facts: Facts): Outcome {
  switch (facts.starts) {
    case 'old core':
      return oldCore(facts);
    case 'our core':
      return facts.ourCore === 'whole' ? ourCore(facts) : nothing('our core is not whole');
    case 'none':
      return nothing('the first sector starts no core');
  }
}

function oldCore(facts: Facts): Outcome {
  if (!facts.oldCore) return nothing('the old core is damaged');
  if (facts.root !== 'old' || !facts.oldFiles) return nothing("the old GRUB's files are gone");
  // `next_entry` is cleared before it is used. An entry that is not there is GRUB's default, the old system.
  if (!facts.armed || !facts.entry) return reached('old', 'the old GRUB', 'its default');
  if (facts.staging === 'by label' && facts.environment)
    return reached('environment', 'the old GRUB', 'armed for one boot');
  return reached('old', 'the old GRUB', 'the armed entry does not load', 'its default');
}

function ourCore(facts: Facts): Outcome {
  const way = ['our core'];
  if (facts.staging !== 'none' && facts.stageConfig !== 'none') {
    way.push(`staging ${facts.staging}`);
    if (facts.stageConfig === 'other') return nothing(...way, 'its configuration is half-written');
    const chosen = staging(facts, way);
    if (chosen !== undefined) return chosen;
  }
  if (facts.newConfig) {
    if (facts.newFiles) return reached('new', ...way, 'the new system by label');
    return nothing(...way, 'the new system is not whole');
  }
  const old = chained(facts, way);
  return old ?? nothing(...way, 'nothing to boot');
}

/** The script on the staging partition; undefined where it falls through. */
function staging(facts: Facts, way: string[]): Outcome | undefined {
  if (facts.trial) {
    if (facts.trialConfig === 'whole' && facts.newFiles) return reached('new', ...way, 'trial');
    way.push('the trial does not start');
  }
  if (facts.mode === 'old') {
    const old = chained(facts, way);
    if (old !== undefined) return old;
  }
  if (facts.mode === 'new' && facts.newFiles) return reached('new', ...way, 'mode=new');
  if (facts.environment) return reached('environment', ...way, `mode=${facts.mode}`);
  way.push('the environment does not load');
  return undefined;
}

/** The saved sector starts the old core, where the old GRUB's modules are found. */
function chained(facts: Facts, way: readonly string[]): Outcome | undefined {
  if (!facts.oldModules) return undefined;
  if (facts.savedSector !== 'whole') return nothing(...way, 'the saved sector is not whole');
  const old = oldCore(facts);
  return { system: old.system, way: [...way, 'the saved sector', ...old.way] };
}

const reached = (system: System, ...way: readonly string[]): Outcome => ({ system, way });
const nothing = (...way: readonly string[]): Outcome => ({ system: 'nothing', way });

/** One class for each distinct tuple. */
export const keyOf = (facts: Facts): string => JSON.stringify(Object.values(facts));

/** Short, for a table: where it boots, and by which way. */
export const titleOf = ({ system, way }: Outcome): string => `${system}: ${way.join(', ')}`;
