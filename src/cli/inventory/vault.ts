import { LineProblem } from '../../planning/inventory/problem.ts';
import type { OpenVault } from '../../planning/inventory/yaml-vars.ts';

const HINT = 'Decrypt it with `ansible-vault decrypt`, or give the value by `-e @FILE`.';

/** @throws LineProblem: encrypted values can't be opened yet. */
export const openVault: OpenVault = ({ line }) => {
  throw new LineProblem(
    'it is encrypted with ansible-vault, and can not be opened here',
    HINT,
    line,
  );
};

/** @throws LineProblem where the whole file is encrypted */
export function refuseVault(text: string): void {
  if (text.startsWith('$ANSIBLE_VAULT'))
    throw new LineProblem(
      'the file is encrypted with ansible-vault, and can not be opened here',
      HINT,
      1,
    );
}
