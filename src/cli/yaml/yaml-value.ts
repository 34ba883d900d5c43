import { StemError, type ErrorCode } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { LineProblem } from '../../planning/inventory/problem.ts';
import { toJson } from '../../planning/yaml/node.ts';
import { openWith } from '../inventory/vault.ts';
import { CLOSED_VAULT, type Vault } from '../secrets/vault.ts';
import { readTree } from './read-tree.ts';

/**
 * The plain value of YAML 1.1 or JSON, as Ansible reads it: `yes` is true and `0644` is 420. Null where it is empty.
 * @throws StemError with `code`
 */
export function yamlValue(
  text: string,
  file: string,
  { code, vault = CLOSED_VAULT }: { readonly code: ErrorCode; readonly vault?: Vault },
): Json {
  try {
    const tree = readTree(text);
    return tree === null ? null : toJson(tree, openWith(vault));
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    const where = error.line === null ? file : `${file}:${String(error.line)}`;
    throw new StemError(`${where}: ${error.message}`, { code, hint: error.hint, cause: error });
  }
}
