import { hardware, kexec, power } from '../../../facts/preflight/hardware.ts';
import { defineCheck, fine, listText, unknown, warn, type Check } from '../check.ts';

const hardwareCheck = defineCheck({
  id: 'P34',
  title: 'Hardware',
  level: 'warn',
  prevents: 'An environment without the driver of the disk or the network card.',
  hint: 'Try the environment on one device of this kind first.',
  fact: () => hardware,
  judge: ({ isAsked, machine, bios, controllers }) => {
    if (!isAsked || controllers.length === 0)
      return unknown('The device shows no storage or network controller on PCI.');
    const says = `${machine === '' ? 'The machine' : machine}, BIOS ${bios === '' ? 'unknown' : bios}: ${listText(controllers.map(({ ids, driver }) => `${ids} ${driver === '' ? '(no driver)' : driver}`))}`;
    return controllers.some(({ driver }) => driver === '') ? warn(`${says}.`) : fine(`${says}.`);
  },
});

const powerCheck = defineCheck({
  id: 'P41',
  title: 'Mains power',
  level: 'warn',
  prevents: 'A battery that runs empty in the middle of the installation.',
  hint: 'Have the device plugged in.',
  fact: () => power,
  judge: ({ isAsked, isOnBattery, supplies }) => {
    if (!isAsked) return unknown('The device did not say.');
    if (isOnBattery) return warn(`The device runs on battery: ${listText(supplies)}.`);
    return fine(
      supplies.length === 0 ? 'The device has no battery.' : `Power: ${listText(supplies)}.`,
    );
  },
});

const kexecCheck = defineCheck({
  id: 'P43',
  title: 'Secure boot',
  level: 'warn',
  prevents: 'A firmware that refuses what we boot.',
  hint: 'Switch secure boot off in the firmware.',
  fact: () => kexec,
  judge: ({ isAsked, isInstalled, isSecureBoot }) => {
    if (!isAsked) return unknown('The device did not say.');
    if (isSecureBoot) return warn('Secure boot is on.');
    return fine(
      `Secure boot is not on; kexec is ${isInstalled ? '' : 'not '}installed (it is not used).`,
    );
  },
});

export const HARDWARE_CHECKS: readonly Check[] = [hardwareCheck, powerCheck, kexecCheck];
