import { isNode } from 'yaml';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { parsePlaybook } from '../../planning/playbook/parse-playbook.ts';
import type { Playbook } from '../../planning/playbook/playbook.ts';
import type { LineOf } from '../../planning/playbook/reading.ts';
import type { ControllerFiles } from '../../planning/playbook/loader.ts';
import { stepRegistry } from '../../steps/index.ts';
import { createTemplating } from '../../templating/templating.ts';
import { parseAnsibleYaml } from '../ansible-yaml.ts';
import type { App } from '../app.ts';
import { readText } from '../read-text.ts';
import { CLOSED_VAULT } from '../secrets/vault.ts';
import { playbookFiles, UNSAFE_TAG, vaultTag } from './playbook-files.ts';

/** Reads a playbook. @throws StemError FILE_UNREADABLE, PLAYBOOK_INVALID */
export function readPlaybook(
  file: string,
  extraVars: Vars = {},
  app: Asker = { env: {} },
): Playbook {
  const { data, lineOf, files } = openPlaybook(file, app);
  return parsePlaybook(data, {
    from: file,
    steps: stepRegistry,
    templating: createTemplating({
      environment: (name) => app.env[name],
      readFile: (path) => files.find('files', path).text ?? '',
    }),
    files,
    extraVars,
    lineOf,
  });
}

type Asker = Pick<App, 'env' | 'secrets'>;

/** A playbook as YAML, the place of each value in it, and the files beside it. */
export interface OpenPlaybook {
  readonly data: unknown;
  readonly lineOf: LineOf;
  readonly files: ControllerFiles;
}

/** @throws StemError FILE_UNREADABLE, PLAYBOOK_INVALID */
export function openPlaybook(file: string, { secrets }: Asker): OpenPlaybook {
  const vault = secrets?.vault ?? CLOSED_VAULT;
  const { document, lineCounter } = parseAnsibleYaml(readText(file, 'the playbook'), [
    vaultTag(vault),
    UNSAFE_TAG,
  ]);
  const [error] = document.errors;
  if (error !== undefined)
    throw new StemError(document.errors.map(({ message }) => `${file}: ${message}`).join('\n'), {
      code: 'PLAYBOOK_INVALID',
      hint: 'Mend the YAML.',
      cause: error,
    });
  return {
    data: document.toJS(),
    files: playbookFiles(file, vault),
    lineOf: (path) => {
      const node = document.getIn(path, true);
      const offset = isNode(node) ? node.range?.[0] : undefined;
      if (offset === undefined) return undefined;
      const { line, col } = lineCounter.linePos(offset);
      return { line, column: col };
    },
  };
}
