import type { CommandResult } from '../../src/model/fact.ts';
import type { Faked } from './fake-state.ts';

type Script = (device: Faked, args: readonly string[], stdin: string) => CommandResult;

const answer = (stdout: string): CommandResult => ({
  exitCode: 0,
  stdout,
  stderr: '',
  isCut: false,
});

const quoted = (text: string | undefined): string => (text ?? '').replace(/^(?=.)/gm, '> ');

/** A fake device's own record, as a controller reads it that has no journal. */
export const recordState: Script = ({ files, state }, args) => {
  const [root = '', mnt = '', , device = '', label = ''] = args;
  const lines = quoted(files.byPlace[`old:${root}`]);
  const isStaging = state.volumes[device]?.label === label;
  const onStaging = (path: string): string | undefined => files.byPlace[`${device}:${path}`];
  const copy = isStaging ? onStaging('/journal') : files.get(`${mnt}/journal`);
  const head = isStaging ? headOf(onStaging('/owner'), onStaging('/no-return')) : '';
  return answer(`${head}${lines}\n${quoted(copy)}\nasked\n`);
};

const headOf = (owner: string | undefined, mark: string | undefined): string =>
  `run ${/^run=(.*)$/m.exec(owner ?? '')?.[1] ?? ''}\n${mark === undefined ? '' : 'no-return yes\n'}`;

export const RECORD_CHANGERS: Readonly<Record<string, Script>> = {
  'stem-record': ({ files }, [root = '', mnt = ''], stdin) => {
    const isOld = files.system === 'old';
    if (isOld) files.set(root, `${files.get(root) ?? ''}${stdin}`);
    if (files.mounts[mnt] === undefined) return answer(isOld ? 'kept\n' : 'nowhere\n');
    const copy = files.get(`${mnt}/journal`) ?? '';
    const known = new Set(copy.split('\n'));
    const all = (isOld ? (files.get(root) ?? '') : stdin).split('\n');
    const more = all.filter((line) => line !== '' && !known.has(line));
    files.set(`${mnt}/journal`, copy + more.map((line) => `${line}\n`).join(''));
    return answer('kept\n');
  },
  'stem-record-forget': ({ files }, [root = '', mnt = '', run = '']) => {
    for (const path of [root, `${mnt}/journal`]) {
      const text = files.get(path) ?? '';
      const rest = text.replace(new RegExp(`^.*"runId":"${run}".*\n`, 'gm'), '');
      if (rest === '') files.remove(path);
      else files.set(path, rest);
    }
    return answer('');
  },
  'stem-record-sign': ({ files }, [root = '', mnt = '', run = '']) => {
    for (const path of [root, `${mnt}/journal`]) {
      const text = files.get(path);
      if (text !== undefined) files.set(path, text.replace(/"runId":"[^"]*"/g, `"runId":"${run}"`));
    }
    return answer('');
  },
};
