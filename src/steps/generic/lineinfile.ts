import { fileState, type FileState } from '../../facts/file-state.ts';
import type { Fact, FactsOf } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';
import { reveal, Secret, type Content } from '../../model/secret.ts';
import { blocked, defineStep, needed, satisfied, type Verdict } from '../../model/step.ts';
import { withLine, withoutLines, type Edited } from './shared/edit-lines.ts';
import { attributeGaps, NEW_FILE, withAttributes } from './shared/file-result.ts';
import { LINE_ARGUMENTS, lineParams, type LineParams } from './shared/lineinfile-params.ts';
import { backupOf, noteOf, putAction, putProblem, undoPut } from './shared/put.ts';
import { unifiedDiff } from './shared/unified-diff.ts';

type LineFacts = { readonly file: Fact<FileState> };
type Answers = FactsOf<LineFacts>;

const ATTRIBUTES = 'ownership, perms or SE linux context changed';

/** Ansible's `lineinfile`. */
export const lineinfileStep = defineStep<LineFacts, LineParams>({
  id: 'generic/lineinfile',
  title: 'Set a line of a file',
  on: 'any',
  interrupted: 'check-again',
  takes: LINE_ARGUMENTS,
  params: lineParams,
  paths: ({ path }) => [path],
  facts: ({ path, as }) => ({ file: fileState({ path, as, follow: true }) }),
  check: checkLine,
  diff: ({ file }, params) =>
    params.line.some((part) => part instanceof Secret)
      ? null
      : unifiedDiff(file.text ?? '', edited(file, params).text),
  output: (facts, params) => outputOf(edited(facts.file, params), facts, params),
  // 257 is Ansible's word for it.
  refusal: ({ file }) => (file.kind === 'absent' ? { rc: 257 } : null),
  apply: ({ file }, params) => {
    const { text, msg } = edited(file, params);
    const gaps = attributeGaps(params, file.kind === 'absent' ? madeBy(file, params) : file);
    const note = [msg, ...(gaps.length === 0 ? [] : [ATTRIBUTES])].filter((part) => part !== '');
    const put = { ...params, note: note.join(' and ') };
    return [putAction(file, put, { content: hidden(text, params.line) })];
  },
  expect: ({ file }, params) => ({
    file: {
      ...withAttributes(params, file, NEW_FILE),
      kind: 'file',
      missing: '',
      sha1: '(new)',
      sha256: '(new)',
      text: edited(file, params).text,
    },
  }),
  verify: (facts, params, outcomes) => {
    const problem = outcomes.length === 0 ? null : putProblem(outcomes.at(-1));
    if (problem !== null) return problem;
    const verdict = checkLine(facts, params);
    const backup = backupOf(outcomes.at(-1)) ?? '';
    const msg = noteOf(outcomes.at(-1));
    const found = params.state === 'absent' ? { found: Number(/^\d+/.exec(msg)?.[0] ?? 0) } : {};
    return verdict.kind === 'satisfied'
      ? { ok: true, output: { backup, msg, ...found } }
      : { ok: false, because: verdict.because };
  },
  rollback: {
    kind: 'undo',
    actions: (before, now, { as }) => undoPut(before.file, now.file, as),
  },
});

/** A new file before its attributes are set: root's, or that of nobody known. */
const madeBy = (file: FileState, { as }: LineParams): FileState => ({
  ...file,
  ...{ kind: 'file', mode: NEW_FILE & ~file.umask },
  ...(as === 'root' ? { uid: 0, gid: 0, owner: 'root', group: 'root' } : {}),
});

function edited({ text }: FileState, params: LineParams): Edited {
  const line = reveal(params.line);
  return params.state === 'absent'
    ? withoutLines(text ?? '', { ...params, line })
    : withLine(text ?? '', { ...params, line });
}

function checkLine({ file }: Answers, params: LineParams): Verdict {
  const { path, state } = params;
  if (file.kind === 'directory') return blocked(`Path ${path} is a directory !`, 'Name a file.');
  if (file.kind === 'absent') {
    if (state === 'absent') return satisfied('file not present');
    return params.create
      ? needed('there is no such file')
      : blocked(`Destination ${path} does not exist !`, 'Write `create: true`, or make it before.');
  }
  if (file.text === null)
    return blocked(
      `${path} is no text, or longer than 1 MiB`,
      'Change it with `shell:` and `sed`.',
    );
  const { msg } = edited(file, params);
  const gaps = attributeGaps(params, file);
  const says = [...(msg === '' ? [] : [msg]), ...gaps];
  return says.length === 0 ? satisfied('the line is as wanted') : needed(says.join(', '));
}

function outputOf(
  { msg, found }: Edited,
  { file }: Answers,
  { state }: LineParams,
): Readonly<Record<string, Json>> {
  if (state === 'present') return { backup: '', msg };
  return file.kind === 'absent' ? { msg: 'file not present' } : { backup: '', msg, found };
}

/** A secret stays one in what is written, also where the file had it before. */
function hidden(text: string, line: Content): Content {
  const secrets = line.filter((part) => part instanceof Secret);
  return secrets.reduce<Content>(
    (content, secret) =>
      content.flatMap((part) =>
        typeof part === 'string' && secret.reveal() !== ''
          ? part
              .split(secret.reveal())
              .flatMap((piece, index) => (index === 0 ? [piece] : [secret, piece]))
          : [part],
      ),
    [text],
  );
}
