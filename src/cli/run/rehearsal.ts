import type { Task } from '../../model/task.ts';
import { usageError, type Args } from '../args.ts';
import type { OptionSpecs } from '../command.ts';

/** Of `plan` and `apply`. */
export const REHEARSE = {
  rehearse: {
    type: 'flag',
    describe: 'First boot each device into the environment and back; the same as -e stem_rehearse',
  },
} as const satisfies OptionSpecs;

const WORD = 'stem_rehearse=true';

/** `--rehearse` as a word of `-e`: what a run was asked for keeps it, so that `resume` knows. It wins over the others. */
export const rehearseWords = (args: Args): readonly string[] =>
  args.flag('rehearse') ? [WORD] : [];

/** Nobody may think that it was rehearsed where nothing rehearses it. @throws StemError USAGE */
export function assertRehearsed(
  { extraVars }: { readonly extraVars: readonly string[] },
  tasks: readonly Pick<Task, 'step'>[],
): void {
  if (!extraVars.includes(WORD) || tasks.some(({ step }) => step.id === 'boot/rehearse')) return;
  throw usageError(
    'there is nothing that --rehearse could rehearse: of the tasks, none is stem.boot.rehearse',
    'Put `stem.boot.rehearse:` behind `stem.boot.entry:` in the playbook, or choose other tasks.',
  );
}
