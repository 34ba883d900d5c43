import { readModule, seconds } from '../../model/module-params.ts';
import { optional } from '../../model/params.ts';
import { defineStep, needed } from '../../model/step.ts';

interface Wait {
  readonly delay: number;
  readonly timeout: number;
}

/** Ansible's `wait_for_connection`: the device takes a new connection. */
export const waitForConnectionStep = defineStep({
  id: 'generic/wait-for-connection',
  title: 'Wait for a connection',
  on: 'any',
  interrupted: 'check-again',
  takes: { known: ['delay', 'timeout', 'sleep', 'connect_timeout'], instead: {} },
  params: (vars) =>
    readModule<Wait>(vars, { delay: optional(seconds, 0), timeout: optional(seconds, 600) }),
  facts: () => ({}),
  check: () => needed('it connects anew and changes nothing'),
  apply: (_, { delay, timeout }) => [
    ...(delay > 0 ? [{ kind: 'wait', ms: delay * 1000 } as const] : []),
    { kind: 'reconnect', timeoutMs: timeout * 1000 },
  ],
  expect: (facts) => facts,
  verify: () => ({ ok: true, output: { changed: false } }),
  rollback: { kind: 'nothing-to-undo', because: 'it only connects' },
});
