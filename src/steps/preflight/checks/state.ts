import { clock, commandLine, history, packages } from '../../../facts/preflight/state.ts';
import {
  block,
  countText,
  defineCheck,
  fine,
  judgeBy,
  listText,
  unknown,
  warn,
  type Check,
} from '../check.ts';

/** The environment gets the old command line's consoles only. */
const QUIRK =
  /^(nomodeset|noapic|nolapic|noacpi|irqpoll|acpi\w*=.*|pci=.*|iommu=.*|intel_iommu=.*|reboot=.*|libata\..*|intel_idle\..*|processor\..*|i915\..*|usbcore\..*|clocksource=.*|tsc=.*)$/;
const CLOCK_SLACK_S = 600;
/** A clock before this is one without a battery. 2020-01-01. */
const OLDEST_NOW_S = 1_577_836_800;
const LONG_UPTIME_DAYS = 180;
const DAY_S = 86_400;

const commandLineCheck = defineCheck({
  id: 'P21',
  title: 'Kernel command line',
  level: 'warn',
  prevents: 'An environment without a setting that this hardware needs to boot.',
  hint: 'Try the environment on one device of this kind, and put the settings into its command line.',
  fact: () => commandLine,
  judge: ({ words, panicSeconds }) => {
    const quirks = words.filter((word) => QUIRK.test(word));
    const panic = `After a panic the old system ${panicSeconds === null || panicSeconds === 0 ? 'stands still' : `restarts in ${String(panicSeconds)} s`}.`;
    return judgeBy(
      [
        [words.length === 0, () => unknown('The device did not say.')],
        [quirks.length > 0, () => warn(`The old kernel is told ${listText(quirks)}. ${panic}`)],
      ],
      () => fine(`The old kernel is told nothing about its hardware. ${panic}`),
    );
  },
});

const clockCheck = defineCheck({
  id: 'P31',
  title: 'Clock',
  level: 'warn',
  prevents: 'Certificates that are refused after the migration because the clock is wrong.',
  hint: 'Set the clock, and look at the battery of the mainboard.',
  fact: () => clock,
  judge: ({ now, rtc }, { stem_started_at: startedAt }) => {
    if (now === null) return unknown('The device did not say.');
    const started = Date.parse(startedAt) / 1000;
    const says = `The clock says ${new Date(now * 1000).toISOString()}`;
    return judgeBy(
      [
        [now < OLDEST_NOW_S, () => warn(`${says}.`)],
        [
          now + CLOCK_SLACK_S < started,
          () => warn(`${says}, which is before the run was started (${startedAt}).`),
        ],
        [rtc === null, () => warn(`${says}; there is no hardware clock.`)],
        [
          Math.abs((rtc ?? 0) - now) > CLOCK_SLACK_S,
          () => warn(`${says}, the hardware clock is ${String(Math.abs((rtc ?? 0) - now))} s off.`),
        ],
      ],
      () => fine(`${says}, and so does the hardware clock.`),
    );
  },
});

const packageCheck = defineCheck({
  id: 'P32',
  title: 'Packages and pending reboot',
  level: 'block',
  prevents:
    'A half-installed package, or a new kernel that nobody has booted yet, that shows at our reboot.',
  hint: 'Let the package manager finish (dpkg --configure -a), reboot once, and look again.',
  fact: () => packages,
  judge: ({ isAsked, busy, isRebootRequired, broken }) =>
    judgeBy(
      [
        [!isAsked, () => block('The device did not say.')],
        [
          busy.length > 0,
          () =>
            block(
              `Packages or file systems are being worked on by ${listText(busy)}.`,
              'Wait until it has ended.',
            ),
        ],
        [broken.length > 0, () => block(`Packages are not fully installed: ${broken[0] ?? ''}`)],
        [
          isRebootRequired,
          () => block('A reboot is pending.', 'Reboot the device once, and look again.'),
        ],
      ],
      () => fine('No package is being worked on, all are installed in full, no reboot is pending.'),
    ),
});

const historyCheck = defineCheck({
  id: 'P33',
  title: 'Reboots',
  level: 'warn',
  prevents: 'A device that does not come back from its first reboot in years.',
  hint: 'Reboot the device once before the migration, while somebody is near.',
  fact: () => history,
  judge: ({ runlevel, uptimeSeconds, boots, running, newest }, { stem_old_os: oldOs }) => {
    if (uptimeSeconds === null) return unknown('The device did not say.');
    const days = Math.floor(uptimeSeconds / DAY_S);
    const says = `It is up for ${countText(days, 'day')}, with ${countText(boots, 'boot')} on record`;
    return judgeBy(
      [
        [days > LONG_UPTIME_DAYS, () => warn(`${says}.`)],
        [
          newest !== '' && newest !== running,
          () => warn(`${says}; it runs ${running}, and ${newest} was never booted.`),
        ],
        [
          oldOs === 'ubuntu 14.04' && runlevel !== '2',
          () =>
            warn(
              `${says}; the runlevel is ${runlevel}, not 2.`,
              'Find out why the device is not in its normal runlevel.',
            ),
        ],
      ],
      () => fine(`${says}.`),
    );
  },
});

export const STATE_CHECKS: readonly Check[] = [
  commandLineCheck,
  clockCheck,
  packageCheck,
  historyCheck,
];
