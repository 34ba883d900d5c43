import type { ShellCommand } from '../model/command.ts';
import { GOES_ON } from './job.ts';
import { script } from './script.ts';

/** Where systemd finds the unit of the trial boot; GRUB's trial entry puts `stem.trial` on the command line. */
export const TRIAL_UNIT = '/etc/systemd/system/stem-trial.service';
export const TRIAL_WANTED = '/etc/systemd/system/sysinit.target.wants/stem-trial.service';
/** What the unit starts. */
export const TRIAL_SCRIPT = '/var/lib/stem/trial';
/** systemd feeds the machine's watchdog, where there is one, for as long as this file is there. */
export const TRIAL_WATCHDOG = '/etc/systemd/system.conf.d/stem-trial.conf';

/** What differs between a root that we made and that of an image. */
export interface TrialPlace {
  /** Where the script lies, in the running system. */
  readonly script: string;
  /** The timer runs whoever started the kernel, until this file is there; null: our own entry starts it alone. */
  readonly over: string | null;
}
export const ROOT_TRIAL: TrialPlace = { script: TRIAL_SCRIPT, over: null };
/**
 * On the root itself: in an image /var/lib/stem is on another partition, which may not come up. That its trials are over says a
 * file on that partition, as the root of a balenaOS 7 can't be written to by any means.
 */
export const IMAGE_TRIAL = {
  script: '/usr/lib/stem/trial',
  over: '/mnt/state/stem/handed-over',
} as const satisfies TrialPlace;

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** All that `finish/unlock` takes away. */
export const TRIAL_FILES = [TRIAL_WANTED, TRIAL_UNIT, TRIAL_WATCHDOG, TRIAL_SCRIPT] as const;

/**
 * Started early and without dependencies, so that it also counts while the boot hangs in something else, and goes on where a
 * boot that fails ends in the emergency mode.
 */
export const trialUnit = ({ script, over }: TrialPlace): string => `[Unit]
Description=Return to the migration environment unless the controller confirms this boot
DefaultDependencies=no
IgnoreOnIsolate=yes
${over === null ? 'ConditionKernelCommandLine=stem.trial\n' : ''}
[Service]
Type=simple
ExecStart=/bin/sh ${script}
Restart=on-failure
OOMScoreAdjust=-1000

[Install]
WantedBy=sysinit.target
`;

export interface TrialLimits {
  /** Unconfirmed for as long, it returns. */
  readonly confirmSeconds: number;
  /** Confirmed, and not handed over, it returns when nobody was connected for as long. */
  readonly reviveSeconds: number;
}

/**
 * The timer. A disk that hangs must not keep it: `sync` gets ten seconds, and what must work is the shell's own. After the
 * confirmation a login or a running job shows that the device can be entered: sshd calls the process of a login that succeeded
 * by its name and terminal, and newer ones `sshd-session`. A connection of the customer's application shows nothing.
 */
export const trialScript = (
  confirmed: string,
  limits: TrialLimits,
  { over }: TrialPlace = ROOT_TRIAL,
): string => `\
# Written by stem-remote for the trial boot, and removed when the device is handed over.
leave() {
  echo "stem: $1: back to the environment" >/dev/kmsg
  sync &
  sleep 10
  echo b >/proc/sysrq-trigger
  exit 1
}
${GOES_ON}
is_entered() {
  for job in /run/stem/jobs/*; do
    if [ ! -e "$job/result" ] && read -r _ pid <"$job/pid" && goes_on "$pid"; then return 0; fi
  done
  for file in /proc/[0-9]*/cmdline; do
    title=
    read -r title <"$file"
    case $title in 'sshd: '*@* | 'sshd-session: '*@*) return 0 ;; esac
  done
  return 1
} 2>/dev/null
sleep ${String(limits.confirmSeconds)}
${over === null ? '' : `if [ -e ${over} ]; then exit 0; fi\n`}if [ ! -e ${confirmed} ]; then leave 'nobody confirmed this boot'; fi
waited=0
while [ -e ${TRIAL_UNIT} ]${over === null ? '' : ` && [ ! -e ${over} ]`}; do
  if is_entered; then waited=0; fi
  if [ "$waited" -ge ${String(limits.reviveSeconds)} ]; then leave 'nobody was logged in'; fi
  sleep 60
  waited=$((waited + 60))
done
`;

/** Half a minute: some of the oldest watchdogs can't wait longer, and systemd feeds twice in that time. */
export const TRIAL_WATCHDOG_CONF = `# Written by stem-remote for the trial boot, and removed when the device is handed over.
[Manager]
RuntimeWatchdogSec=30
`;

const PROVE = `grep -qwF stem.trial /proc/cmdline || {
  echo 'this boot is none on trial: it came by another boot loader than ours' >&2
  exit 1
}
systemctl is-active --quiet "$1" || {
  echo "the timer of the trial ($1) does not run: nothing brings this boot back" >&2
  exit 1
}`;

/** Fails where another way than our trial entry led to the system that is up, or no timer runs: nothing would bring it back. */
export const proveTrial = (): ShellCommand => script('prove-trial', PROVE, basename(TRIAL_UNIT));
