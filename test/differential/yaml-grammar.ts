import fc from 'fast-check';
import { GROUPS, HOSTS, ODD_HOSTS, often, VARS } from './grammar-words.ts';

const SCALARS = [
  ...[
    '1',
    '012',
    '0o12',
    '0x1f',
    '1_000',
    '12:30',
    '1.5',
    '1e3',
    '1.5e+3',
    '.5',
    'yes',
    'No',
    'on',
    'y',
    '~',
  ],
  ...[
    'null',
    '',
    '2024-02-29',
    '2024-2-9',
    'a b',
    '"1"',
    "'yes'",
    'a#b',
    'a # b',
    'é',
    '-1',
    '+1',
    '1.2.3',
  ],
  ...[
    '"a\\tb"',
    "'it''s'",
    '08',
    '0b11',
    '1:2:3',
    '!!str 1',
    '22',
    'a:b',
    '-',
    '1 2',
    '[1, yes, 012]',
  ],
  ...[
    '{a: 1, b: [x]}',
    '{1: 2}',
    '[]',
    '{}',
    '"{{ x }}"',
    '01:02',
    '2024-02-29 01:02:03',
    '0.0',
    '1__0',
  ],
];
const WRONG_SCALARS = [
  '- 1',
  'a: b',
  '*a',
  '%',
  '@',
  '`',
  '|',
  '[1',
  '"x',
  '{a: *x}',
  '&x 1',
  '? a',
  '=',
  '{{ x }}',
];
const scalar = often(fc.constantFrom(...SCALARS), fc.constantFrom(...WRONG_SCALARS));
const key = often(
  fc.constantFrom(...VARS, '"q"', 'a b'),
  fc.constantFrom('1', 'yes', '~', '1.5', '<<', '""', '[x]', "'", '{a}'),
);
const yamlVars = (indent: string): fc.Arbitrary<readonly string[]> =>
  fc.array(
    fc.tuple(key, scalar).map(([name, text]) => `${indent}${name}: ${text}`),
    { maxLength: 3 },
  );
const yamlHosts = (indent: string): fc.Arbitrary<readonly string[]> =>
  fc
    .array(
      fc
        .tuple(
          often(fc.constantFrom(...HOSTS), fc.constantFrom(...ODD_HOSTS, '1', 'yes', '""')),
          yamlVars(`${indent}  `),
        )
        .map(([name, vars]) => [`${indent}${name.startsWith('[') ? `"${name}"` : name}:`, ...vars]),
      { maxLength: 3 },
    )
    .map((hosts) => hosts.flat());

const yamlGroup = (indent: string, depth: number): fc.Arbitrary<readonly string[]> => {
  const inner = `${indent}  `;
  const part = fc.oneof(
    yamlHosts(`${inner}  `).map((lines) => [`${inner}hosts:`, ...lines]),
    yamlVars(`${inner}  `).map((lines) => [`${inner}vars:`, ...lines]),
    fc
      .constantFrom(
        ...[
          'hosts: h',
          'hosts: w[1:2]',
          'x: 1',
          'other: {}',
          'vars: {}',
          'children:',
          'children: web',
        ],
      )
      .map((line) => [`${inner}${line}`]),
    ...(depth > 0
      ? [
          fc
            .array(yamlGroup(`${inner}  `, depth - 1), { maxLength: 2 })
            .map((groups) => [`${inner}children:`, ...groups.flat()]),
        ]
      : []),
  );
  return fc
    .tuple(fc.constantFrom(...GROUPS), fc.array(part, { maxLength: 3 }))
    .map(([group, parts]) => [`${indent}${group}:`, ...parts.flat()]);
};

/** YAML inventories, many of them right. */
export const yamlInventory: fc.Arbitrary<string> = fc
  .array(yamlGroup('', 2), { minLength: 1, maxLength: 4 })
  .map((groups) => `${groups.flat().join('\n')}\n`);
