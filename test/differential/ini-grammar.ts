import fc from 'fast-check';
import { GROUPS, HOSTS, ODD_HOSTS, often, VARS } from './grammar-words.ts';

/** Pieces of values: what Python's literals, shlex and YAML are made of. */
const PIECES = [
  ...[
    '1',
    '0',
    '12',
    '-',
    '+',
    '.',
    'e',
    '_',
    '0x',
    '0o',
    'j',
    'True',
    'None',
    'false',
    'yes',
    'a',
    'é',
  ],
  ...[
    ' ',
    "'",
    '"',
    '\\',
    '#',
    ';',
    ',',
    ':',
    '=',
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '%',
    '\t',
    '$x',
    '{{ x }}',
  ],
];
const LITERALS = [
  ...[
    '1',
    '0755',
    '1.5',
    '1e3',
    '0x1f',
    '1_000',
    'True',
    'None',
    'yes',
    'x',
    'a b',
    "'a b'",
    '"1"',
    '"\'1\'"',
  ],
  ...[
    '[1, 2]',
    "['a', 1.5, None]",
    "{'a': [1]}",
    '(1, 2)',
    '1,2',
    '"[1, 2]"',
    "'x' 'y'",
    'a#b',
    'a # b',
  ],
  ...[
    '-7',
    '+.5',
    '1.2.3',
    '12:30',
    '22',
    '99999',
    '""',
    "''",
    'a\\b',
    "b'x'",
    "u'é'",
    '1 if True else 2',
  ],
];
const value = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom(...LITERALS) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom(...PIECES), { maxLength: 6 })
      .map((pieces) => pieces.join('')),
  },
);
/** Blanks without quotes around them end a value. */
const quoted = fc.tuple(value, fc.constantFrom('', '', '"', "'")).map(([text, quote]) => {
  const inner = quote === '' ? text : text.replaceAll(quote, '');
  const around = quote === '' && /\s/.test(text) && !text.includes('"') ? '"' : quote;
  return `${around}${inner}${around}`;
});

const assignment = fc
  .tuple(fc.constantFrom(...VARS), quoted)
  .map(([name, text]) => `${name}=${text}`);
const hostLine = fc
  .tuple(
    often(fc.constantFrom(...HOSTS), fc.constantFrom(...ODD_HOSTS)),
    fc.constantFrom('', '', '', ':22', ':0'),
    fc.array(assignment, { maxLength: 3 }),
    fc.constantFrom('', '', '', ' # c', '#c', ' ;x=1', '\t', '\r'),
  )
  .map(([name, port, pairs, end]) => `${[`${name}${port}`, ...pairs].join(' ')}${end}`);
const varLine = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...VARS), fc.constantFrom('=', ' = ', '= '), value)
      .map(([name, equals, text]) => `${name}${equals}${text}`),
  },
  {
    weight: 1,
    arbitrary: often(
      fc.constantFrom('-1', '0', '10', '"2"'),
      fc.constantFrom('x', '1.5', '[]'),
    ).map((text) => `ansible_group_priority=${text}`),
  },
);
const noise = fc.constantFrom(
  '',
  '# c',
  '; c',
  '   ',
  '[web',
  '[a b]',
  'x',
  '[web:x]',
  '=',
  '---',
  '"',
);

const section = fc
  .tuple(fc.constantFrom(...GROUPS), fc.constantFrom('', '', ':vars', ':children'))
  .chain(([group, kind]) => {
    const line = kind === '' ? hostLine : kind === ':vars' ? varLine : fc.constantFrom(...GROUPS);
    return fc
      .tuple(fc.array(often(line, noise), { maxLength: 4 }), fc.constantFrom('', '', ' # c', '  '))
      .map(([lines, end]) => [`[${group}${kind}]${end}`, ...lines]);
  });

/** INI inventories, most of them right. Every group is declared at the end, or else most would be refused. */
export const iniInventory: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(often(hostLine, noise), { maxLength: 3 }),
    fc.array(section, { maxLength: 6 }),
    often(fc.constant(true), fc.constant(false)),
  )
  .map(([first, sections, isWhole]) =>
    [...first, ...sections.flat(), ...(isWhole ? GROUPS.map((name) => `[${name}]`) : [])].join(
      '\n',
    ),
  );
