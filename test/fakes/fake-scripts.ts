import { GRUBENV } from '../../src/commands/boot.ts';
import { CONFIG_FILE, CONFIG_SEAL } from '../../src/commands/config-json.ts';
import { CUSTOM } from '../../src/commands/entry.ts';
import { BEGIN_ENTRY } from '../../src/commands/grub-config.ts';
import { armedBlock, nextEntryOf } from '../../src/facts/boot.ts';
import { LOGINS_FILE } from '../../src/facts/identity.ts';
import { STAGE } from '../../src/commands/stage.ts';
import {
  BACKUP,
  BUNDLE,
  BUNDLE_SEAL,
  GROWING,
  RESTORED,
  RESTORED_BY_SCRIPT,
  RUN,
  STAGING,
} from '../../src/model/paths.ts';
import type { CommandResult } from '../../src/model/fact.ts';
import { BALENA_CHANGERS, BALENA_JOBS, BALENA_READERS } from './fake-balena.ts';
import { RECORD_CHANGERS, recordState } from './fake-record.ts';
import type { Faked } from './fake-state.ts';

export const answer = (stdout: string, exitCode = 0): CommandResult => ({
  exitCode,
  stdout,
  stderr: '',
  isCut: false,
});

type Script = (device: Faked, args: readonly string[], stdin: string) => CommandResult;

const idIn = (text: string | undefined): string => /^run=(.*)$/m.exec(text ?? '')?.[1] ?? '';

/** Every hash of what was there first is `old`, and of what came later `fresh`. */
const fileStateOf: Script = ({ files }, [path = '']) => {
  const text = files.get(path);
  const hash = text === 'welcome\n' ? 'old' : 'fresh';
  return answer(
    text === undefined
      ? `absent\n\n\n0022\n${path}\n\n${path}\n\n\n`
      : `81a4 0 0 ${String(text.length)}\nroot\nroot\n0022\n${path}\n\n\n${hash}\n${hash}\n${text}`,
  );
};

const READERS: Record<string, Script> = {
  ...BALENA_READERS,
  'stem-whereabouts': ({ state }) => answer(`boot-${String(state.boots)}\n${state.system}\n`),
  'stem-preflight-P38': () =>
    answer('root 8000000000\nstaging 8000000000\nbackup 10 1000000 1000000 1000\n'),
  'stem-backup-newer': () => answer(''),
  'stem-first-file': () => answer(''),
  'stem-glob': () => answer('', 1),
  'stem-file-state': fileStateOf,
  'stem-job-state': ({ files }, [dir = '']) => answer(files.get(`${dir}/state`) ?? 'absent'),
  'stem-owners': ({ files, state }, [lock = '', , device = '']) => {
    const isStaging = state.volumes[device]?.label === 'stem-staging';
    const owner = isStaging ? `staging ${idIn(files.byPlace[`${device}:/owner`])}\n` : '';
    return answer(`lock ${idIn(files.get(`${lock}/owner`))}\n${owner}`);
  },
  'stem-old-file': ({ files }, [path = '']) => answer(files.byPlace[`old:${path}`] ?? ''),
  'stem-unmountable': () => answer(''),
  'stem-holder': () => answer('asked\n'),
  'stem-record-state': recordState,
  'stem-crossing': ({ files, state }, [root = '', , staging = '']) => {
    const isNew = /^(?:stem-root|resin-)/.test(state.volumes[root]?.label ?? '');
    const isMarked = files.byPlace[`${staging}:/no-return`] !== undefined;
    return answer(`no-return ${isNew || isMarked ? 'yes' : 'no'}\n`);
  },
  'stem-fstab-state': ({ files }) => {
    const text = files.get('/etc/fstab') ?? '';
    const saved = files.get('/etc/fstab.stem-saved') === undefined ? 'none' : 'saved';
    const isAside = text.startsWith('#stem-remote#');
    return answer(`${isAside ? '(new)' : text}\n${isAside ? '0' : '1'}\n${saved}\n`);
  },
  'stem-network': () =>
    answer('nic eth0 52:54:00:12:34:56\naddr 2: eth0  inet 10.0.2.15/24 scope global eth0\n'),
  'stem-network-config': () => answer('asked\n'),
  'stem-entry-state': ({ files }) => {
    const text = files.get(CUSTOM);
    const entry = text?.includes(BEGIN_ENTRY) === true ? text : '';
    return answer(`${text === undefined ? 'none' : '(new)'}\nsourced\nnone\n${entry}`);
  },
  'stem-core-state': ({ state }) =>
    answer(
      state.core !== 'old'
        ? `pointer ${state.core === 'ours' ? '1024' : '1'}\ngap 2048\nactive 2048\nroom ${state.room}\n`
        : `pointer 1\ngap 2048\nactive 120\nroom ${state.room}\n`,
    ),
  'stem-grow-state': ({ state }, [, , staging = '']) =>
    answer(
      state.volumes[staging] === undefined
        ? 'staging no\nunused 0\n'
        : 'staging yes\nunused 9999\n',
    ),
};

export const readByScript = (device: Faked, name: string, args: readonly string[]): CommandResult =>
  READERS[name]?.(device, args, '') ?? answer('', 127);

/** What a job leaves behind, by the name of its script; false where it fails. A script of the customer's leaves nothing. */
const JOB_EFFECTS: Record<string, (device: Faked, args: readonly string[]) => boolean> = {
  ...BALENA_JOBS,
  'stem-unpack-bundle': ({ files }, [tar = '', , , sha256]) => {
    files.remove(BUNDLE);
    if (files.get(tar) === undefined) return false;
    files.set(`${BUNDLE}/manifest.json`, '{}');
    if (sha256 !== undefined) files.set(BUNDLE_SEAL, sha256);
    files.remove(tar);
    return true;
  },
  'stem-backup-paths': ({ files }, args) => {
    files.set(`${BACKUP}/paths.sealed`, '(new)');
    files.set(`${BACKUP}/paths.list`, `${args.at(-1) ?? ''}\n`);
    return true;
  },
  'stem-backup-volumes': ({ files }, args) => {
    files.set(`${BACKUP}/volumes.list`, `${(args[1] ?? '').replace(/^'|'$/g, '')}\n`);
    files.set(`${BACKUP}/volumes.sealed`, '(new)');
    return true;
  },
  'stem-send-paths': ({ files }, args) => {
    files.set(`${BACKUP}/paths.list`, `${args.at(-1) ?? ''}\n`);
    files.set(`${BACKUP}/paths.sealed`, '(new)');
    files.set(`${BACKUP}/paths.away`, '(new)');
    return true;
  },
  'stem-restore-paths': ({ files }, args) => {
    files.set(RESTORED, args.at(-1) ?? '');
    return true;
  },
  'stem-take-paths': ({ files }, args) => {
    files.set(RESTORED, args.at(-1) ?? '');
    return true;
  },
  'stem-restore-script': ({ files }, args) => {
    files.set(RESTORED_BY_SCRIPT, args.at(-1) ?? '');
    return true;
  },
  'stem-grow': ({ state, files }) => {
    files.set(GROWING, 'grown');
    files.mounts = {};
    state.volumes = Object.fromEntries(
      Object.entries(state.volumes).filter(([, { label }]) => label !== 'stem-staging'),
    );
    return true;
  },
};

const SAVED = '/var/lib/stem/saved/';

const CHANGERS: Record<string, Script> = {
  'stem-put-file': (device, [dest = '', , , , , key = ''], stdin) => {
    const old = device.files.get(dest);
    if (old !== undefined && key !== '') device.files.set(SAVED + key, old);
    return device.put(dest, stdin);
  },
  'stem-restore-file': ({ files }, [path = '', key = '']) => {
    files.set(path, files.get(SAVED + key) ?? '');
    files.remove(SAVED + key);
    return answer('');
  },
  ...RECORD_CHANGERS,
  ...BALENA_CHANGERS,
  'stem-spend': ({ files }, [block = '']) => {
    files.byPlace[`old:${GRUBENV}`] = block;
    return answer('');
  },
  'stem-put-back': ({ files }, [aside = '', place = '']) => {
    if (files.get(`${place}/owner`) === undefined) files.move(aside, place);
    return answer('');
  },
  'stem-take-back': ({ files }, [path = '']) => {
    files.remove(path);
    return answer('');
  },
  'stem-scratch': () => answer(''),
  'stem-job-start': (device, [dir = '', text = '']) => {
    if (device.files.get(`${dir}/state`) !== undefined) return answer('');
    const [, name = '', args = ''] = /' (stem-[a-z-]+)(.*)$/s.exec(text) ?? [];
    const isDone = JOB_EFFECTS[name]?.(device, args.trim().split(' ')) ?? true;
    return device.put(`${dir}/state`, isDone ? 'done 0' : 'done 2');
  },
  'stem-stop-job': () => answer(''),
  'stem-stop-jobs': () => answer(''),
  'stem-fstab-aside': ({ files }) => {
    const text = files.get('/etc/fstab') ?? '';
    if (files.get('/etc/fstab.stem-saved') === undefined) files.set('/etc/fstab.stem-saved', text);
    files.set('/etc/fstab', `#stem-remote# ${files.get('/etc/fstab.stem-saved') ?? ''}`);
    return answer('');
  },
  'stem-fstab-restore': ({ files }) => {
    const saved = files.get('/etc/fstab.stem-saved');
    if (saved !== undefined) files.set('/etc/fstab', saved);
    files.remove('/etc/fstab.stem-saved');
    return answer('');
  },
  'stem-identity': ({ files }) => {
    files.set(`${STAGING}/stem/identity.img`, 'keys');
    files.set(LOGINS_FILE, 'ssh-ed25519 AAAA\n');
    return answer('');
  },
  'stem-configure-identity': () => answer(''),
  'stem-config-json': (device, [, , , sha256 = ''], stdin) => {
    device.put(CONFIG_FILE, stdin);
    return device.put(CONFIG_SEAL, `${sha256}\n`);
  },
  'stem-image-state': () => answer(''),
  'stem-stage': (device) => device.put(`${STAGING}${STAGE.kernel}`, 'kernel'),
  'stem-checkpoint': () => answer(''),
  'stem-journal': (device, [, line = '']) => device.put(`${STAGING}/journal`, line),
  'stem-boot-block': (device, [block = '']) => device.put(`${STAGING}${STAGE.block}`, block),
  'stem-entry-add': (device, [, , entry = '']) => device.put(CUSTOM, entry),
  'stem-entry-remove': ({ files }) => {
    files.remove(CUSTOM);
    return answer('');
  },
  'stem-arm': (device, [entry = '']) =>
    device.put(GRUBENV, armedBlock(device.files.get(GRUBENV) ?? '', entry)),
  'stem-prove-trial': () => answer(''),
  'stem-prove-spent': ({ files }) => {
    const armed = nextEntryOf(files.byPlace[`old:${GRUBENV}`] ?? '');
    return { ...answer('', armed === null ? 0 : 1), stderr: `GRUB did not forget ${armed ?? ''}` };
  },
  'stem-grubenv-restore': (device, [text = '']) => device.put(GRUBENV, text),
  'stem-core-build': (device) => device.put(`${RUN}/core/core.img`, 'core'),
  'stem-core-write': ({ state, files }) => {
    if (files.get(`${RUN}/core/core.img`) === undefined) return answer('', 1);
    state.room = 'core';
    return answer('');
  },
  'stem-core-switch': ({ state }) => {
    if (state.room !== 'core') return answer('', 1);
    state.core = 'ours';
    return answer('');
  },
  'stem-core-revert': ({ state }) => {
    Object.assign(state, { core: 'old', room: 'empty' });
    return answer('');
  },
};

export const changeByScript = (
  device: Faked,
  [name = '', ...args]: readonly string[],
  stdin: string,
): CommandResult => CHANGERS[name]?.(device, args, stdin) ?? answer('', 127);
