import { waitForSupervisor } from '../../commands/supervisor.ts';
import { job } from '../../facts/job.ts';
import { itemsOf, optional, Problem, readVars, whole, type Reader } from '../../model/params.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

interface Params {
  readonly stem_supervisor_seconds: number;
  readonly stem_app_containers: readonly string[];
}

/** How long the supervisor has for each of its tasks, in seconds. */
export const supervisorSeconds = optional(whole(1, 7200), 600);

const DIR = jobDir('supervisor');

const containers: Reader<readonly string[]> = (value) => {
  const items = itemsOf(value);
  const isName = (item: unknown): item is string =>
    typeof item === 'string' && /^[A-Za-z\d][\w.-]*$/.test(item);
  return items?.every(isName) === true ? items : new Problem('a list of names of containers');
};

/** A balenaOS does its work when its supervisor does, and the containers of its release run. */
export const supervisorStep = defineStep({
  id: 'finish/supervisor',
  title: 'Wait for the supervisor and its containers',
  on: 'new',
  interrupted: 'check-again',
  hint: 'Ask `balena-engine ps -a` and `journalctl -u balena-supervisor` on the device, then resume the run; stem_supervisor_seconds gives it more time.',
  params: (vars) =>
    readVars<Params>(vars, {
      stem_supervisor_seconds: supervisorSeconds,
      stem_app_containers: optional(containers, []),
    }),
  facts: () => ({ job: job(DIR) }),
  check: ({ job }) =>
    job === 'done 0' ? satisfied('it was well in this boot') : needed(`the question is ${job}`),
  apply: ({ job }, { stem_supervisor_seconds: seconds, stem_app_containers: names }) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: waitForSupervisor(seconds, names),
      timeoutMs: (seconds + 60) * 1000,
    }),
  expect: () => ({ job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', 'the supervisor is not well'),
  rollback: { kind: 'redo', because: 'it only asks' },
});
