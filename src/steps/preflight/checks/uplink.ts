import { uplinks, type Uplink, type Uplinks } from '../../../facts/preflight/uplinks.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  warn,
  type Judgement,
  type Situation,
} from '../check.ts';

const VIRTUAL = ['vpn', 'ppp', 'vlan', 'bond', 'wifi', 'modem', 'unknown'];

export const uplinkCheck = defineCheck({
  id: 'P28',
  title: 'Uplink',
  level: 'block',
  prevents:
    'Losing a device whose way to us is not carried over: PPP, VPN, modem, bond, VLAN, bridge, or a Wi-Fi that it could not join again.',
  hint: 'Give this device a plain wired uplink first, or leave it out.',
  fact: () => uplinks,
  judge: (answer, situation) => {
    const { uplinks: ways } = answer;
    const wrong = ways.filter(
      ({ kind, problem }) => kind !== 'wired' && (kind !== 'wifi' || problem !== undefined),
    );
    return judgeBy(
      [
        [ways.length === 0, () => block('The device has no default route.')],
        [wrong.length > 0, () => blockOf(wrong)],
        [
          ways.some(({ isSet }) => isSet),
          () =>
            block(
              `The MAC of ${listText(ways.filter(({ isSet }) => isSet).map(({ name }) => name))} is not the card's own.`,
              'Take the `hwaddress` line away and reboot the device: the new system knows a card by its own MAC.',
            ),
        ],
      ],
      () => judgeDriver(answer, situation) ?? judgeRest(answer),
    );
  },
});

const HINTS: Readonly<Record<string, string>> = {
  wifi: "Put the network with its passphrase and certificates into the device's wpa_supplicant.conf, or give it a wired uplink.",
};

const blockOf = (wrong: readonly Uplink[]): Judgement => {
  const reasons = listText(wrong.flatMap(({ problem }) => problem ?? []));
  const says = `The way to this device goes over ${listText(wrong.map(nameAndKind))}`;
  return wrong.some(({ problem }) => problem !== undefined)
    ? block(`${says}: ${reasons}.`, HINTS['wifi'])
    : block(`${says}.`);
};

/** A radio needs its driver, and often a firmware, in the environment as well. */
function judgeDriver(
  { uplinks: ways }: Uplinks,
  { env_wifi_drivers: known }: Situation,
): Judgement | null {
  const radios = ways.filter(({ kind }) => kind === 'wifi');
  const lacking = radios.filter(({ driver = '' }) => !known.includes(driver));
  const text = listText(lacking.map(({ name, driver = 'no driver' }) => `${name} (${driver})`));
  if (lacking.length === 0) return null;
  return known.length === 0
    ? warn(
        `The uplink is ${listText(ways.map(nameAndKind))}; whether the environment has driver and firmware of ${text} is not known.`,
        'Rehearse the boot on this device first (--rehearse).',
      )
    : block(
        `The environment has no driver or no firmware for ${text}.`,
        'Build the bundle with the firmware of this card (docs/bundle.md), or give this device a wired uplink.',
      );
}

function judgeRest({ uplinks: ways, isConnectionKnown, others, sources }: Uplinks): Judgement {
  const lost = [
    ...others.filter(({ kind }) => VIRTUAL.includes(kind)).map(nameAndKind),
    ...sources,
  ];
  const isWired = ways.every(({ kind }) => kind === 'wired');
  return lost.length > 0
    ? warn(
        `The uplink is ${isWired ? 'wired' : listText(ways.map(nameAndKind))}; not carried over: ${listText(lost)}.`,
        'Look whether the new system needs these, and set them up there.',
      )
    : fine(
        `The uplink is ${listText(ways.map(nameAndKind))}${isConnectionKnown ? ', and so is this connection' : ''}.`,
      );
}

const nameAndKind = ({ name, kind }: Uplink): string => `${name} (${kind})`;
