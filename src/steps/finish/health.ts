import { script } from '../../commands/script.ts';
import { job } from '../../facts/job.ts';
import { optional, readVars, text, whole } from '../../model/params.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { jobDir, startAfresh } from '../job.ts';

interface Params {
  readonly stem_health_command: string;
  readonly stem_health_seconds: number;
}

const DIR = jobDir('health');

/**
 * Asks until the answer is yes or the time is over: services need a while after a boot. The time since the boot, as the
 * clock may be set meanwhile: by years, where the device has no battery for it.
 */
const ASK = `now() { read -r now _ </proc/uptime; now=\${now%%.*}; }
now; end=$((now + $2))
until sh -c "$1"; do now; [ "$now" -lt "$end" ] || exit 1; sleep 2; done`;

/** The operator's own proof that the new system does its work, before it becomes the default. */
export const healthStep = defineStep({
  id: 'finish/health',
  title: 'Ask for its health',
  on: 'new',
  interrupted: 'check-again',
  params: (vars) =>
    readVars<Params>(vars, {
      stem_health_command: text,
      stem_health_seconds: optional(whole(1, 3600), 300),
    }),
  facts: () => ({ job: job(DIR) }),
  check: ({ job }) =>
    job === 'done 0' ? satisfied('it was healthy in this boot') : needed(`the question is ${job}`),
  apply: ({ job }, { stem_health_command: command, stem_health_seconds: seconds }) =>
    startAfresh(job, {
      kind: 'job',
      dir: DIR,
      command: script('health', ASK, command, String(seconds)),
      timeoutMs: (seconds + 60) * 1000,
    }),
  expect: () => ({ job: 'done 0' }),
  verify: ({ job }) => verifyThat(job === 'done 0', 'it does not get healthy'),
  rollback: { kind: 'redo', because: 'it only asks' },
});
