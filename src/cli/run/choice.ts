import {
  isPhase,
  PHASES,
  type Playbook,
  type PlaybookTask,
} from '../../planning/playbook/playbook.ts';
import { isTagChosen } from '../../planning/playbook/tags.ts';
import { StemError } from '../../model/errors.ts';
import { usageError, type Args } from '../args.ts';
import type { RunRequest } from './request.ts';

type Choice = Pick<RunRequest, 'tags' | 'skipTags' | 'phase'>;

/** `--tags`, `--skip-tags` and `--phase`. @throws StemError USAGE */
export function choiceOf(args: Args): Choice {
  const phase = args.text('phase') ?? null;
  if (phase !== null && !isPhase(phase))
    throw usageError(`--phase can't be "${phase}"`, `Write one of ${PHASES.join(', ')}.`);
  return { tags: namesIn(args.list('tags')), skipTags: namesIn(args.list('skip-tags')), phase };
}

const namesIn = (words: readonly string[]): readonly string[] =>
  words
    .flatMap((word) => word.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The playbook without the tasks that were not asked for. @throws StemError USAGE where none is left */
export function chosen(playbook: Playbook, { tags, skipTags, phase }: Choice): Playbook {
  const isChosen = (task: PlaybookTask): boolean =>
    task.handles !== undefined ||
    (isTagChosen(task.tags, { only: tags, skip: skipTags }) &&
      (phase === null || task.place === phase));
  const plays = playbook.plays.map((play) => ({ ...play, tasks: play.tasks.filter(isChosen) }));
  const isAll = tags.length === 0 && skipTags.length === 0 && phase === null;
  if (isAll || plays.some((play) => play.tasks.length > 0)) return { plays };
  throw new StemError('no task of the playbook is left by --tags, --skip-tags and --phase', {
    code: 'USAGE',
    hint: 'Look at the names of tags and phases in the playbook.',
  });
}
