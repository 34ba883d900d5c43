import { systemsPathsIn } from '../../../model/customer-paths.ts';
import { NAME_THEM, notTheCustomers } from '../../backup/place.ts';
import { leftovers, mounts, names, sizes } from '../../../facts/preflight/customer.ts';
import { STAGING_LABEL } from '../../../model/paths.ts';
import { planRoom, type Balance, type RoomPlan } from '../../room.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  sizeText,
  unknown,
  warn,
  type Check,
} from '../check.ts';

const nameCheck = defineCheck({
  id: 'P37',
  title: 'Name',
  level: 'block',
  prevents: "Migrating another customer's device that answers at this address.",
  hint: 'Make sure that this is the right device, then set stem_hostname to the name it has.',
  fact: () => names,
  judge: (
    { name, full, machineIds },
    { inventory_hostname: inventory, stem_hostname: wanted, stem_machine_id: id },
  ) => {
    const own = [name, full].map((text) => text.toLowerCase()).filter((text) => text !== '');
    const isNamed =
      wanted === '' ? isSameDevice(own, inventory) : own.includes(wanted.toLowerCase());
    return judgeBy(
      [
        [own.length === 0, () => block('The device has no name.')],
        [
          !isNamed,
          () =>
            block(
              `The device calls itself ${name}, ${wanted === '' ? `the inventory ${inventory}` : `stem_hostname is ${wanted}`}.`,
            ),
        ],
        [
          id !== '' && !machineIds.includes(id),
          () =>
            block(
              `The machine id is ${listText(machineIds)}, stem_machine_id is ${id}.`,
              'Make sure that this is the right device, then correct stem_machine_id.',
            ),
        ],
      ],
      () => fine(`The device calls itself ${name}, its machine id is ${listText(machineIds)}.`),
    );
  },
});

/** `web-1` is `web-1.example.com`: one of the two may be the short name of the other. */
const isSameDevice = (own: readonly string[], inventory: string): boolean => {
  const listed = inventory.toLowerCase();
  return own.some(
    (name) => name === listed || name === listed.split('.')[0] || name.split('.')[0] === listed,
  );
};

const sizeCheck = defineCheck({
  id: 'P38',
  title: 'Room for bundle and backup',
  level: 'block',
  prevents: 'A staging partition or a new root that is full in the middle of the migration.',
  hint: 'Take something out of stem_backup_paths, or build a smaller bundle.',
  fact: ({ target, stem_backup_paths: paths }) => sizes(target.root, target.staging, paths),
  judge: (
    { rootBytes, stagingBytes, paths, absent, outside },
    { room, target, stem_backup_paths: listed },
  ) => {
    const wrong = systemsPathsIn(listed);
    if (stagingBytes === null || rootBytes === null)
      return block('The sizes of the partitions are not known.');
    const plan = planRoom({ stagingBytes, rootBytes }, room, paths);
    return judgeBy(
      [
        [wrong.length > 0, () => block(`${notTheCustomers(wrong)}.`, NAME_THEM)],
        [
          absent.length > 0,
          () =>
            block(
              `stem_backup_paths has what is not there: ${listText(absent)}.`,
              'Correct stem_backup_paths for this device.',
            ),
        ],
        [
          outside.length > 0,
          () =>
            block(
              `An archive of stem_backup_paths would not have ${listText(outside)}.`,
              'Name in stem_backup_paths also where a link leads to, and what is mounted below a path.',
            ),
        ],
        [plan.place === null, () => block(missing(plan.staging, target.staging))],
        [plan.root.missingBytes > 0, () => block(missing(plan.root, target.root))],
        [
          paths === null,
          () =>
            unknown(
              'The size of stem_backup_paths could not be told within a minute.',
              'Find out with du how much it is, and set stem_backup_to to controller if that is much.',
            ),
        ],
      ],
      () => fine(fits(plan, target.staging)),
    );
  },
});

/** To the byte: who builds a smaller bundle wants to know by how much. */
const missing = ({ neededBytes, roomBytes, missingBytes }: Balance, device: string): string =>
  `${device} has room for ${String(roomBytes)} bytes and ${String(neededBytes)} are needed: ${String(missingBytes)} bytes are missing.`;

const fits = ({ staging, place, archiveBytes }: RoomPlan, device: string): string =>
  `${device} gets at most ${sizeText(staging.neededBytes)} of ${sizeText(staging.roomBytes)}, ` +
  (archiveBytes === 0
    ? 'and there are no paths to back up.'
    : `the backup (at most ${sizeText(archiveBytes)}) goes to the ${place === 'controller' ? 'controller' : 'staging partition'}.`);

const leftoverCheck = defineCheck({
  id: 'P39',
  title: 'Earlier runs',
  level: 'block',
  prevents: 'Two runs on one device, and what an earlier one left behind.',
  hint: 'Resume or roll back the earlier run; if nobody drives it any more, add -e stem_take_over=true.',
  fact: ({ target }) => leftovers(target.staging),
  judge: ({ isAsked, lock, staging, label, files }, { isOurs, stem_run_id: run }) => {
    const holders = [lock, staging].filter((id) => id !== null);
    const found = [...files, ...(label === STAGING_LABEL ? ['a staging partition'] : [])];
    return judgeBy(
      [
        [!isAsked, () => block('The device did not say.')],
        [
          holders.length > 0 && !isOurs,
          () => block(`Run ${holders.find((id) => id !== run) ?? ''} holds the device.`),
        ],
        [
          holders.some((id) => id !== run),
          () =>
            warn(
              `Run ${listText(holders)} is relieved (stem_take_over).`,
              'Make sure that nobody drives that run.',
            ),
        ],
        [holders.length > 0, () => fine('This run holds the device already.')],
        [
          found.length > 0,
          () =>
            warn(
              `A run that was cut has left ${listText(found)}; this one goes on from there.`,
              'Make sure that no other run is under way on this device.',
            ),
        ],
      ],
      () => fine('No run has been here.'),
    );
  },
});

const mountCheck = defineCheck({
  id: 'P40',
  title: 'Other mounts',
  level: 'warn',
  prevents:
    'Data outside the root that the new system does not mount, and a shutdown that hangs on a dead server.',
  hint: 'Mount these file systems again in the new system, by the restore script or by hand.',
  fact: () => mounts,
  judge: ({ isAsked, network, local }) => {
    if (!isAsked) return unknown('The device did not say.');
    const found = [...network, ...local];
    return found.length === 0
      ? fine('There is nothing but the root and swap.')
      : warn(`Also mounted or in fstab: ${listText(found)}.`);
  },
});

export const CUSTOMER_CHECKS: readonly Check[] = [nameCheck, sizeCheck, leftoverCheck, mountCheck];
