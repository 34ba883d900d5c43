import { StemError } from '../../model/errors.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Finding } from '../../model/step.ts';
import { controllerFindings } from '../../planning/controller-findings.ts';
import { findDuplicates, type Reached } from '../../planning/duplicate-hosts.ts';
import { sentence } from '../../report/error-text.ts';

/**
 * What is wrong without asking any device: two names for one device, a bundle that asks for less than it takes. Returns
 * warnings. @throws StemError BUNDLE_INVALID, INVENTORY_INVALID
 */
export function checkFromHere(
  manifests: readonly Manifest[],
  hosts: readonly Reached[],
): readonly string[] {
  const [first, ...others] = manifests;
  const found =
    first === undefined
      ? [...findDuplicates(hosts)].map(([host, finding]) => ({ host, finding }))
      : [
          ...controllerFindings(first, hosts),
          ...others.flatMap((manifest) => controllerFindings(manifest, [])),
        ];
  refuse(
    found.filter(({ host }) => host === null).map(({ finding }) => finding),
    'BUNDLE_INVALID',
  );
  refuse(
    found.filter(({ host }) => host !== null).map(({ finding }) => finding),
    'INVENTORY_INVALID',
  );
  return found
    .filter(({ finding }) => finding.level !== 'block')
    .map(({ host, finding }) => `${host ?? 'the bundle'}: ${textOf(finding)}`);
}

function refuse(findings: readonly Finding[], code: 'BUNDLE_INVALID' | 'INVENTORY_INVALID'): void {
  const blocks = findings.filter(({ level }) => level === 'block');
  const [first] = blocks;
  if (first === undefined) return;
  // Each of two hosts that are one device says the same.
  const texts = new Set(blocks.map(({ id, says }) => `${id}: ${sentence(says)}`));
  throw new StemError([...texts].join('\n'), { code, hint: first.hint });
}

const textOf = ({ id, says, hint }: Finding): string => `${id}: ${sentence(says)} Next: ${hint}`;
