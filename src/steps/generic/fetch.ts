import { fileState } from '../../facts/file-state.ts';
import { ansibleFlag, devicePath, readModule, word } from '../../model/module-params.ts';
import { optional, path, type Vars } from '../../model/params.ts';
import { blocked, defineStep, open, satisfied } from '../../model/step.ts';
import { nameOf } from './shared/put.ts';
import { answerOf } from './shared/file-result.ts';

interface Fetch {
  readonly src: string;
  /** The folder, or the file where `flat` is on. Of the controller. */
  readonly dest: string;
  readonly flat: boolean;
  readonly fail_on_missing: boolean;
  readonly inventory_hostname: string;
}

const FETCH_MS = 86_400_000;

/** Ansible's layout: one folder a device, below it the path as it is there. */
export const localPathOf = ({ src, dest, flat, inventory_hostname: host }: Fetch): string => {
  if (flat) return dest.endsWith('/') ? `${dest}${nameOf(src)}` : dest;
  return `${dest.replace(/\/$/, '')}/${host}${src}`;
};

/** Ansible's `fetch`: a file of the device comes to the controller. */
export const fetchStep = defineStep({
  id: 'generic/fetch',
  title: 'Fetch a file',
  on: 'any',
  interrupted: 'check-again',
  takes: {
    known: ['src', 'dest', 'flat', 'fail_on_missing', 'validate_checksum'],
    instead: {},
  },
  params: (vars: Vars) =>
    readModule<Fetch>(vars, {
      src: devicePath,
      dest: path,
      flat: optional(ansibleFlag, false),
      fail_on_missing: optional(ansibleFlag, true),
      inventory_hostname: optional(word, ''),
    }),
  paths: ({ src }) => [src],
  facts: ({ src, as }) => ({ file: fileState({ path: src, as, follow: true }) }),
  check: ({ file }, params) => {
    const { src } = params;
    const hint = 'Test it before with `stat:`, or write `fail_on_missing: false`.';
    if (file.kind !== 'file') {
      if (!params.fail_on_missing) return satisfied(MISSING);
      return file.kind === 'directory'
        ? blocked(`remote file is a directory, fetch cannot work on directories: ${src}`, hint)
        : blocked(MISSING, hint);
    }
    return open(`${localPathOf(params)} is written where it differs, which is seen then`);
  },
  output: (_, { src }) => ({ msg: MISSING, file: src }),
  apply: (_, params) => [
    {
      kind: 'download',
      from: params.src,
      to: localPathOf(params),
      timeoutMs: FETCH_MS,
      as: params.as,
    },
  ],
  expect: (facts) => facts,
  verify: ({ file }, params, outcomes) => {
    const changed = answerOf(outcomes.at(-1))?.stdout !== 'same';
    const output = { changed, checksum: file.sha1, dest: localPathOf(params) };
    const more = changed ? { remote_checksum: file.sha1 } : { file: params.src };
    return { ok: true, output: { ...output, ...more } };
  },
  rollback: { kind: 'nothing-to-undo', because: 'it changes nothing on the device' },
});

/** Ansible says it also where that is a failure. */
const MISSING = 'the remote file does not exist, not transferring, ignored';
