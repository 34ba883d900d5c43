import { nics } from '../../../facts/preflight/network.ts';
import { block, defineCheck, fine, judgeBy, listText } from '../check.ts';

export const nicCheck = defineCheck({
  id: 'P27',
  title: 'Network cards',
  level: 'block',
  prevents: 'A card that has another name, or no driver, in the environment.',
  hint: 'Plug the cable into a wired card that has a MAC of its own.',
  fact: () => nics,
  judge: ({ isAsked, nics: all }) => {
    const live = all.filter(({ hasCarrier, driver }) => hasCarrier && driver !== '');
    const macs = all.map(({ mac }) => mac);
    const twice = macs.filter((mac, index) => macs.indexOf(mac) !== index);
    const bad = live.filter(
      ({ mac }) => !/^([\da-f]{2}:){5}[\da-f]{2}$/.test(mac) || mac === '00:00:00:00:00:00',
    );
    return judgeBy(
      [
        [!isAsked || all.length === 0, () => block('There is no network card.')],
        [live.length === 0, () => block('No network card has a driver and a link.')],
        [
          twice.length > 0,
          () =>
            block(
              `Two cards have the same MAC: ${listText(twice)}.`,
              'Give each card its own MAC: they are told apart by it.',
            ),
        ],
        [bad.length > 0, () => block(`${listText(bad.map(({ name }) => name))} has no MAC.`)],
      ],
      () =>
        fine(
          `${listText(live.map(({ name, mac, driver }) => `${name} (${mac}, ${driver})`))} has a link.`,
        ),
    );
  },
});
