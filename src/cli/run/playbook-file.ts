import { isNode } from 'yaml';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { parsePlaybook } from '../../planning/playbook/parse-playbook.ts';
import type { Playbook } from '../../planning/playbook/playbook.ts';
import type { YamlPath } from '../../planning/playbook/reading.ts';
import { stepRegistry } from '../../steps/index.ts';
import { createTemplating } from '../../templating/templating.ts';
import { parseAnsibleYaml } from '../ansible-yaml.ts';
import type { App } from '../app.ts';
import { readText } from '../read-text.ts';
import { CLOSED_VAULT } from '../secrets/vault.ts';
import { playbookFiles, vaultTag } from './playbook-files.ts';

/** Reads a playbook. @throws StemError FILE_UNREADABLE, PLAYBOOK_INVALID */
export function readPlaybook(
  file: string,
  extraVars: Vars = {},
  { env, secrets }: Pick<App, 'env' | 'secrets'> = { env: {} },
): Playbook {
  const vault = secrets?.vault ?? CLOSED_VAULT;
  const files = playbookFiles(file, vault);
  const { document, lineCounter } = parseAnsibleYaml(readText(file, 'the playbook'), [
    vaultTag(vault),
  ]);
  const [error] = document.errors;
  if (error !== undefined)
    throw new StemError(document.errors.map(({ message }) => `${file}: ${message}`).join('\n'), {
      code: 'PLAYBOOK_INVALID',
      hint: 'Mend the YAML.',
      cause: error,
    });
  return parsePlaybook(document.toJS(), {
    from: file,
    steps: stepRegistry,
    templating: createTemplating({
      environment: (name) => env[name],
      readFile: (path) => files.find('files', path).text ?? '',
    }),
    files,
    extraVars,
    lineOf: (path: YamlPath) => {
      const node = document.getIn(path, true);
      const offset = isNode(node) ? node.range?.[0] : undefined;
      if (offset === undefined) return undefined;
      const { line, col } = lineCounter.linePos(offset);
      return { line, column: col };
    },
  });
}
