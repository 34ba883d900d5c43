import { fileStat } from '../../facts/file-stat.ts';
import { ansibleFlag, devicePath, oneOf, readModule } from '../../model/module-params.ts';
import { optional, type Vars } from '../../model/params.ts';
import { defineStep, satisfied } from '../../model/step.ts';

interface StatArguments {
  readonly path: string;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly get_mime: boolean;
  readonly checksum_algorithm: string;
}

/** Ansible's `stat`. */
export const statStep = defineStep({
  id: 'generic/stat',
  title: 'Look at a file',
  on: 'any',
  interrupted: 'check-again',
  takes: {
    known: [
      ...['path', 'dest', 'name', 'follow', 'get_checksum', 'checksum_algorithm', 'checksum'],
      ...['get_mime', 'get_attributes'],
    ],
    instead: { get_md5: 'write `checksum_algorithm: md5`' },
  },
  params: (vars: Vars) =>
    readModule<StatArguments>(withAliases(vars), {
      path: devicePath,
      follow: optional(ansibleFlag, false),
      get_checksum: optional(ansibleFlag, true),
      get_mime: optional(ansibleFlag, true),
      checksum_algorithm: oneOf('sha1', 'md5', 'sha224', 'sha256', 'sha384', 'sha512'),
    }),
  paths: ({ path }) => [path],
  facts: ({
    path,
    follow,
    get_checksum: hasHash,
    get_mime: mime,
    checksum_algorithm: hash,
    as,
  }) => ({
    stat: fileStat({ path, follow, hash: hasHash ? `${hash}sum` : '', mime }, as),
  }),
  check: ({ stat }) => satisfied(stat['exists'] === true ? 'it is there' : 'it is not there'),
  output: ({ stat }) => ({ stat }),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'it only looks' },
});

function withAliases(vars: Vars): Vars {
  const path = vars['path'] ?? vars['dest'] ?? vars['name'];
  const algorithm = vars['checksum_algorithm'] ?? vars['checksum'];
  return {
    ...vars,
    ...(path !== undefined && { path }),
    ...(algorithm !== undefined && { checksum_algorithm: algorithm }),
  };
}
