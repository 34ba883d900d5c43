import { createHash } from 'node:crypto';
import { flagArgument, itemsOf, textArgument, wholeArgument } from '../arguments.ts';
import { withinSize } from '../budget.ts';
import { WrittenText, type Cell } from '../cell.ts';
import { computing, type Filter } from '../filter.ts';
import { replaced } from '../methods/text.ts';
import { printf } from '../printf.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';
import { capitalized, splitLines, splitText, stripped, titledByJinja } from '../words.ts';
import { attributeOf } from './attribute-of.ts';

const plain = (run: (text: string) => Cell): Filter =>
  computing([], ({ value }) => run(textOf(value)));

const join = computing(['d', 'attribute'], ({ value, args: [by, name], tools }) => {
  const items = itemsOf(value);
  tools.budget.turn(items.length);
  const texts = items.map((item) => textOf(name === undefined ? item : attributeOf(item, name)));
  return withinSize(texts.join(textArgument(by, '')));
});

const indent = computing(['width', 'first', 'blank'], ({ value, args: [width, first, blank] }) => {
  const by = typeof width === 'string' ? width : ' '.repeat(wholeArgument(width, 4));
  const lines = splitLines(textOf(value));
  const isEnded = textOf(value).endsWith('\n');
  const rest = lines.map((line, index) =>
    (index > 0 || flagArgument(first, false)) && (line !== '' || flagArgument(blank, false))
      ? by + line
      : line,
  );
  return withinSize(rest.join('\n') + (isEnded ? '\n' : ''));
});

/** Python's `shlex.quote`. */
export const shellQuoted = (text: string): string =>
  text === '' ? "''" : /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;

const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

function hashed(text: string, kind: string): string {
  if (!HASHES.includes(kind))
    throw new TemplateProblem(`there is no hash "${kind}"`, `Use one of ${HASHES.join(', ')}.`);
  return createHash(kind).update(text).digest('hex');
}

const hash = computing(['hashtype'], ({ value, args: [kind] }) =>
  hashed(textOf(value), textArgument(kind, 'sha1')),
);

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;' },
};

const COMMENTS: Readonly<Record<string, readonly [string, string, string]>> = {
  plain: ['', '# ', ''],
  erlang: ['', '% ', ''],
  c: ['', '// ', ''],
  cblock: ['/*\n', ' * ', '\n */'],
  xml: ['<!--\n', ' - ', '\n-->'],
};

const comment = computing(['style', 'decoration'], ({ value, args: [style, decoration] }) => {
  const [begin, usual, end] = COMMENTS[textArgument(style, 'plain')] ?? ['', '# ', ''];
  const mark = textArgument(decoration, usual);
  const empty = mark.trimEnd();
  const lines = textOf(value)
    .split('\n')
    .map((line) => (line === '' ? empty : mark + line));
  return withinSize(`${begin}${[empty, ...lines, empty].join('\n')}${end}`);
});

const truncate = computing(
  ['length', 'killwords', 'end', 'leeway'],
  ({ value, args: [length, killWords, end, leeway] }) => {
    const [text, most, tail] = [
      textOf(value),
      wholeArgument(length, 255),
      textArgument(end, '...'),
    ];
    if (text.length <= most + wholeArgument(leeway, 5)) return text;
    const cut = text.slice(0, Math.max(0, most - tail.length));
    return (flagArgument(killWords, false) ? cut : cut.replace(/ [^ ]*$/, '')) + tail;
  },
);

const center = computing(['width'], ({ value, args: [width] }) => {
  const text = textOf(value);
  const by = Math.max(0, wholeArgument(width, 80) - text.length);
  withinSize('', by);
  const left = Math.floor(by / 2);
  return ' '.repeat(left) + text + ' '.repeat(by - left);
});

export const TEXT_FILTERS: readonly (readonly [string, Filter])[] = [
  ['lower', plain((text) => text.toLowerCase())],
  ['upper', plain((text) => text.toUpperCase())],
  ['capitalize', plain(capitalized)],
  ['title', plain(titledByJinja)],
  ['trim', computing(['chars'], ({ value, args: [c] }) => stripped(textOf(value), c, 'both'))],
  [
    'replace',
    computing(['old', 'new', 'count'], ({ value, args: [old, by, count] }) =>
      replaced(
        textOf(value),
        [textArgument(old, ''), textArgument(by, '')],
        wholeArgument(count, -1),
      ),
    ),
  ],
  [
    'split',
    computing(['sep', 'maxsplit'], ({ value, args }) => splitText(textOf(value), args, 'left')),
  ],
  ['join', join],
  [
    'format',
    {
      params: [],
      hasRest: true,
      secrets: 'hide',
      run: ({ value, rest }) => printf(textOf(value), rest),
    },
  ],
  ['indent', indent],
  ['center', center],
  ['truncate', truncate],
  ['wordcount', plain((text) => text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
  ['comment', comment],
  ['quote', computing([], ({ value }) => shellQuoted(value === null ? '' : textOf(value)))],
  ['string', computing([], ({ value }) => new WrittenText(textOf(value)))],
  ['escape', plain((text) => text.replace(/[&<>'"]/g, (char) => ENTITIES[char] ?? char))],
  ['e', plain((text) => text.replace(/[&<>'"]/g, (char) => ENTITIES[char] ?? char))],
  ['safe', plain((text) => text)],
  [
    'urlencode',
    plain((text) =>
      encodeURIComponent(text)
        .replaceAll('%2F', '/')
        .replace(/[!'()*]/g, percent),
    ),
  ],
  ['urldecode', plain((text) => decoded(text.replaceAll('+', ' ')))],
  ['b64encode', plain((text) => Buffer.from(text).toString('base64'))],
  ['b64decode', plain((text) => fromBase64(text))],
  ['hash', hash],
  ['sha1', plain((text) => hashed(text, 'sha1'))],
  ['checksum', plain((text) => hashed(text, 'sha1'))],
  ['md5', plain((text) => hashed(text, 'md5'))],
];

const percent = (char: string): string =>
  `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TemplateProblem('the text has a "%" that stands for nothing');
  }
}

function fromBase64(text: string): string {
  const clean = text.replace(/\s/g, '');
  if (clean.length % 4 !== 0 || /[^A-Za-z0-9+/=]/.test(clean))
    throw new TemplateProblem('b64decode needs a text in base64');
  const bytes = Buffer.from(clean, 'base64');
  const decodedText = bytes.toString('utf8');
  if (!Buffer.from(decodedText).equals(bytes))
    throw new TemplateProblem('what b64decode found is no text in UTF-8');
  return decodedText;
}
