/** Where systemd finds the unit of the trial boot; GRUB's trial entry puts `stem.trial` on the command line. */
export const TRIAL_UNIT = '/etc/systemd/system/stem-trial.service';
export const TRIAL_WANTED = '/etc/systemd/system/sysinit.target.wants/stem-trial.service';

/** Started early and without dependencies, so that it also counts while the boot hangs in something else. */
export const trialUnit = (confirmed: string, seconds: number): string => `[Unit]
Description=Return to the migration environment unless the controller confirms this boot
DefaultDependencies=no
ConditionKernelCommandLine=stem.trial

[Service]
Type=simple
ExecStart=/bin/sh -c 'sleep ${String(seconds)}; [ -e ${confirmed} ] || { sync; echo b >/proc/sysrq-trigger; }'

[Install]
WantedBy=sysinit.target
`;
