import { runTransferred } from '../../commands/run-module.ts';
import { run } from '../../model/action.ts';
import type { Fact } from '../../model/fact.ts';
import { localFile, type LocalFile } from '../../model/module-params.ts';
import type { Vars } from '../../model/params.ts';
import { reveal } from '../../model/secret.ts';
import { defineStep } from '../../model/step.ts';
import {
  RUN_ARGUMENTS,
  runFacts,
  runParams,
  runVerdict,
  spared,
  type RunParams,
} from './shared/command-params.ts';
import { inEnvironment } from './shared/environment.ts';
import { commandResult, sparedResult } from './shared/command-result.ts';
import { invalid } from './shared/copy-params.ts';

type Script = RunParams & {
  readonly file: LocalFile;
  readonly src: string;
  /** What stands behind the name of the script. */
  readonly words: string;
};
interface ScriptFacts {
  readonly [name: string]: Fact<boolean>;
  readonly created: Fact<boolean>;
  readonly removable: Fact<boolean>;
}

const UPLOAD_MS = 86_400_000;
const LONGEST_INLINE = 65_536;

/** Ansible's `script`: a file of the controller runs on the device, and does not stay there. */
export const scriptStep = defineStep<ScriptFacts, Script>({
  id: 'generic/script',
  title: 'Run a script from here',
  on: 'any',
  interrupted: 'ask-operator',
  takes: {
    known: [...['_raw_params', 'cmd', 'chdir', 'creates', 'removes', 'executable', 'timeout_s']],
    instead: { decrypt: RUN_ARGUMENTS.instead['expand_argument_vars'] ?? '' },
  },
  params: scriptParams,
  facts: (params) => ({ ...runFacts(params) }),
  check: runVerdict,
  output: (facts, params) => sparedResult(spared(facts, params) ?? '', reveal(params.cmd)),
  apply: (_, { file, src, chdir, executable, words, timeoutMs, as, environment }) => {
    const text = file.bytes <= LONGEST_INLINE ? file.text : null;
    const isInline = text !== null;
    const to = isInline ? '' : `/tmp/.stem-script-${file.sha256.slice(0, 12)}`;
    const { bytes, sha256 } = file;
    const command = runTransferred({ chdir, executable, file: to, words });
    return [
      ...(isInline
        ? []
        : [{ kind: 'upload', from: src, to, bytes, sha256, timeoutMs: UPLOAD_MS, as } as const]),
      inEnvironment(
        { ...run(command, timeoutMs), as, accept: 'any', stdin: [text ?? ''] },
        environment,
      ),
    ];
  },
  expect: (facts, { creates }) => (creates === '' ? facts : { ...facts, created: true }),
  verify: (_, { chdir, stripEnds }, outcomes) =>
    commandResult(outcomes.at(-1), { cmd: null, program: '', chdir, stripEnds }),
  rollback: { kind: 'nothing-to-undo', because: 'the playbook gives no `undo:` for it' },
});

/** The loader has taken the name of the file from the line: `_raw_params` is what stands behind it. */
function scriptParams(vars: Vars): Script {
  const { src, _raw_params: rest = '' } = vars;
  const file = localFile(vars);
  if (file === null || typeof src !== 'string')
    throw invalid('a script needs a file of this machine');
  if (typeof rest !== 'string')
    throw invalid('a secret among the words of a script is visible to everybody on the device');
  const params = runParams({ ...vars, _raw_params: `${src} ${rest}`.trim() });
  const isSet = vars['executable'] !== undefined;
  return { ...params, executable: isSet ? params.executable : '', file, src, words: rest };
}
