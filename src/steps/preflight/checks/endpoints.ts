import { reachable, type Reachable } from '../../../facts/preflight/network.ts';
import { proxyText, type SystemProxy } from '../../../model/system-proxy.ts';
import type { PreflightVars } from '../params.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  unknown,
  warn,
  type Judgement,
} from '../check.ts';

export const endpointsCheck = defineCheck({
  id: 'P36',
  title: 'Endpoints',
  level: 'block',
  prevents: 'A new system that never gets to the services it needs.',
  hint: 'Open the way to these endpoints, or correct stem_required_endpoints or config.json.',
  fact: (params) => reachable(wantedOf(params), params.redsocks_proxy),
  judge: (answer, params) => {
    const { hasBash, proxies } = answer;
    const wanted = wantedOf(params);
    const named = proxies.length === 0 ? '' : ` A proxy is named in ${listText(proxies)}.`;
    return judgeBy(
      [
        [
          params.stem_check_reachability === 'skip',
          () => fine(`Not asked (stem_check_reachability).${named}`),
        ],
        [
          wanted.length === 0,
          () => fine(`No endpoint is required (stem_required_endpoints).${named}`),
        ],
        [
          !hasBash,
          () => unknown(`Without bash it cannot be asked.${named}`, 'Install bash on the device.'),
        ],
      ],
      () => judgeAnswer(answer, params, wanted.length),
    );
  },
});

/** What the operator names, and what the new system's `config.json` does. */
const wantedOf = (params: PreflightVars): readonly string[] =>
  params.stem_check_reachability === 'skip'
    ? []
    : [...new Set([...params.stem_required_endpoints, ...params.config_endpoints])];

function judgeAnswer(answer: Reachable, params: PreflightVars, wanted: number): Judgement {
  const { redsocks_proxy: by } = params;
  const bad = params.stem_check_reachability === 'warn' ? warn : block;
  const { reached, login } = answer;
  const good = reached.length === 0 ? [] : [`Reachable: ${listText(reached)}.`];
  const found = by === null ? directly(answer, params) : byProxy(answer, by);
  if (found !== null) return bad(found.says, found.hint);
  if (reached.length + login.length < wanted) return bad('The device did not say.');
  if (by === null) return fine([...good, ...namedIn(answer)].join(' '));
  if (login.length === 0) return fine(`By ${theProxy(by)}: ${listText(reached)}.`);
  return warn(
    [
      `${capital(theProxy(by))} wants the login, which is not tried from here, so it is not known whether it lets the device to ${listText(login)}.`,
      ...good,
    ].join(' '),
    'Make sure that the login in stem_proxy is right: the new system is the first to use it.',
  );
}

interface Found {
  readonly says: string;
  readonly hint?: string;
}

const namedIn = ({ proxies }: Reachable): readonly string[] =>
  proxies.length === 0 ? [] : [`A proxy is named in ${listText(proxies)}.`];

function directly(answer: Reachable, { os_layout: layout }: PreflightVars): Found | null {
  const { failed, proxies } = answer;
  if (failed.length === 0) return null;
  const says = [`Not reachable: ${listText(failed)}.`, ...namedIn(answer)].join(' ');
  if (proxies.length === 0 || layout !== 'balena') return { says };
  return {
    says,
    hint: 'Give the proxy as stem_proxy if the new system is to go by it, or open the way to these endpoints.',
  };
}

/** What stands in the way, the proxy itself first. What to do is about the first of these. */
function byProxy({ silent, refused, failed, login }: Reachable, by: SystemProxy): Found | null {
  const proxy = capital(theProxy(by));
  const told: readonly (readonly [endpoints: readonly string[], says: string, hint: string])[] = [
    [
      silent,
      `${proxy} does not answer`,
      'Correct stem_proxy, or open the way from the device to the proxy.',
    ],
    [
      by.hasLogin ? [] : login,
      `${proxy} wants a login, and stem_proxy has none`,
      'Write the login and the password into stem_proxy.',
    ],
    [
      refused,
      `${proxy} does not connect the device`,
      'Allow these endpoints in the proxy, by address, or name their addresses in stem_no_proxy.',
    ],
    [
      failed,
      'Not reachable',
      'Open the way to these endpoints, or correct stem_no_proxy, stem_required_endpoints or config.json.',
    ],
  ];
  const found = told.filter(([endpoints]) => endpoints.length > 0);
  const [first] = found;
  if (first === undefined) return null;
  const says = found.map(([endpoints, sentence]) => `${sentence}: ${listText(endpoints)}.`);
  return { says: says.join(' '), hint: first[2] };
}

const theProxy = (by: SystemProxy): string => `the proxy ${proxyText(by)}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
