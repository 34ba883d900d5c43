import { whereabouts } from '../../facts/boot.ts';
import { run } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { readModule, seconds, word } from '../../model/module-params.ts';
import { optional } from '../../model/params.ts';
import { defineStep, needed } from '../../model/step.ts';
import { answerOf } from './shared/file-result.ts';

interface Reboot {
  readonly reboot_timeout: number;
  readonly pre_reboot_delay: number;
  readonly post_reboot_delay: number;
  readonly test_command: string;
  readonly msg: string;
}

const OWN_WAY = 'take it out, the device reboots with `reboot`';
const BOOT_ID = 'take it out, the id of the boot is compared';

/** Ansible's `reboot`: done when another boot of the same system answers with the same host key. */
export const rebootStep = defineStep({
  id: 'generic/reboot',
  title: 'Reboot',
  on: 'any',
  interrupted: 'ask-operator',
  takes: {
    known: [
      ...['reboot_timeout', 'pre_reboot_delay', 'post_reboot_delay', 'test_command', 'msg'],
      'connect_timeout',
    ],
    instead: { reboot_command: OWN_WAY, search_paths: OWN_WAY, boot_time_command: BOOT_ID },
  },
  params: (vars) =>
    readModule<Reboot>(vars, {
      reboot_timeout: optional(seconds, 600),
      pre_reboot_delay: optional(seconds, 0),
      post_reboot_delay: optional(seconds, 0),
      test_command: optional(word, 'whoami'),
      msg: optional(word, ''),
    }),
  facts: () => ({ where: whereabouts }),
  check: () => needed('it reboots each time'),
  apply: ({ where }, params) => [
    ...(params.msg === '' ? [] : [{ ...run(sh('wall', params.msg)), accept: 'any' } as const]),
    ...pause(params.pre_reboot_delay),
    { kind: 'reboot', into: where.system, timeoutMs: params.reboot_timeout * 1000 },
    ...pause(params.post_reboot_delay),
    { ...run(sh('sh', '-c', params.test_command)), as: params.as, accept: 'any' },
  ],
  // Another boot has another id, which nobody knows beforehand.
  expect: (facts) => facts,
  verify: (_, { test_command: test }, outcomes) => {
    const answer = answerOf(outcomes.at(-1));
    return answer?.rc === 0
      ? { ok: true, output: { rebooted: true } }
      : {
          ok: false,
          because: `\`${test}\` failed after the reboot: ${answer?.stderr.trim() ?? ''}`,
        };
  },
  rollback: { kind: 'nothing-to-undo', because: 'a boot changes no file' },
});

const pause = (wanted: number): readonly { readonly kind: 'wait'; readonly ms: number }[] =>
  wanted > 0 ? [{ kind: 'wait', ms: wanted * 1000 }] : [];
