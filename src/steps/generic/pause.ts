import { readModule, seconds } from '../../model/module-params.ts';
import { optional } from '../../model/params.ts';
import { defineStep, needed } from '../../model/step.ts';
import { invalid } from './shared/copy-params.ts';

interface Pause {
  readonly ms: number;
  readonly says: string;
}

/** Ansible's `pause`, without a prompt. */
export const pauseStep = defineStep({
  id: 'generic/pause',
  title: 'Wait',
  on: 'any',
  interrupted: 'check-again',
  takes: {
    known: ['seconds', 'minutes'],
    instead: {
      prompt: 'write `seconds:` or `minutes:`, or two playbooks: a run never waits for a person',
      echo: 'take it out, there is no prompt',
    },
  },
  params: (vars): Pause => {
    const given = readModule<{ seconds: number; minutes: number }>(vars, {
      seconds: optional(seconds, -1),
      minutes: optional(seconds, -1),
    });
    if (given.seconds < 0 && given.minutes < 0)
      throw invalid('pause needs `seconds` or `minutes`: a run never waits for a person');
    return given.minutes >= 0
      ? { ms: given.minutes * 60_000, says: `Paused for ${String(given.minutes)} minutes` }
      : { ms: given.seconds * 1000, says: `Paused for ${String(given.seconds)} seconds` };
  },
  facts: () => ({}),
  check: (_, { ms }) => needed(`it waits ${String(ms / 1000)} s and changes nothing`),
  apply: (_, { ms }) => [{ kind: 'wait', ms }],
  expect: (facts) => facts,
  verify: (_, { says }) => ({
    ok: true,
    output: {
      changed: false,
      rc: 0,
      stdout: says,
      stdout_lines: [says],
      stderr: '',
      user_input: '',
    },
  }),
  rollback: { kind: 'nothing-to-undo', because: 'it only waits' },
});
