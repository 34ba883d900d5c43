import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { BootChoice } from '../../src/commands/grub-config.ts';

/** What GRUB finds. The scripts are sourced where they lie. */
export interface World {
  /** The script in our core, and those on the staging partition. */
  readonly core: string;
  readonly stage: string;
  readonly trial: string;
  readonly block: BootChoice;
  /** Partitions that `search` finds, by label; `old` is the one with GRUB's files. */
  readonly found: readonly string[];
  /** Files and commands that fail: `linux`, `save_env`, `reload` (of what was saved), `(stem)/stem/grub.cfg`. */
  readonly broken?: readonly string[];
}

const FUNCTIONS = `
broken() { case " $BROKEN " in *" $1 "*) return 0 ;; esac; return 1; }
is_file() { ! broken "$1"; }
search() { case " $FOUND " in *" $3 "*) eval "\${4#--set=}='hd0/\${3##*/}'" ;; *) eval "\${4#--set=}=" ;; esac; }
loopback() { case " $FOUND " in *' by-place '*) echo "# looks at $2" ;; *) return 1 ;; esac; }
load_env() {
  broken load_env && return 1
  [ -n "$SAVED" ] && broken reload && return 1
  mode=$BLOCK_MODE trial=$BLOCK_TRIAL
}
save_env() { broken save_env && return 1; BLOCK_TRIAL=$trial SAVED=1; echo "saves trial=$trial"; }
load() { broken "$1" && return 1; echo "$*"; }
linux() { load linux "$@"; }
initrd() { load initrd "$@"; }
chainloader() { load chainloader "$@"; }
boot() { echo boot; exit 0; }
configfile() { echo "configfile $1"; broken configfile || exit 0; }
reboot() { echo reboot; exit 0; }
sleep() { :; }
source() { case $1 in */trial.cfg) trial_cfg ;; */stem/grub.cfg) stage_cfg ;; esac; }
insmod() { :; }
`;

/** A script of GRUB as one of the shell: they differ in `set`, and in what a file is called. */
const asShell = (text: string): string =>
  text
    .replace(/^( *)set (\w+=)/gm, '$1$2')
    .replace(/\[ -s ("[^"]*") \]/g, 'is_file $1')
    .replace(/^ *echo "stem: .*$/gm, ':');

/** What GRUB does, until it boots. `$cmdpath` is the disk that the core came from. */
export function bootsWith({
  core,
  stage,
  trial,
  block,
  found,
  broken = [],
}: World): readonly string[] {
  const text = `${FUNCTIONS}
cmdpath='(hd0)' SAVED= BROKEN='${broken.join(' ')}' FOUND='${found.join(' ')}'
BLOCK_MODE=${block.mode} BLOCK_TRIAL=${block.trial ? '1' : ''}
trial_cfg() {
:
${asShell(trial)}}
stage_cfg() {
${asShell(stage)}}
${asShell(core)}`;
  const told = execFileSync('/bin/dash', ['-u'], { input: text, encoding: 'utf8' });
  assert.doesNotMatch(told, /not found/);
  return told.trimEnd().split('\n');
}
