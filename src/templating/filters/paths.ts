import { posix } from 'node:path';
import { textArgument } from '../arguments.ts';
import { asTuple, isList } from '../cell.ts';
import { computing, type Filter } from '../filter.ts';
import { textOf } from '../text.ts';

/** Python's: what stands behind the last slash, empty where nothing does. */
const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/+$/.test(head) ? head : head.replace(/\/+$/, '');
}

const joined = (parts: readonly string[]): string =>
  parts.reduce((path, part) => {
    if (part.startsWith('/') || path === '') return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  }, '');

function splitext(path: string): readonly [string, string] {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  // The dots in front of a hidden file's name begin no extension.
  if (dot <= 0 || /^\.+$/.test(name.slice(0, dot))) return [path, ''];
  return [path.slice(0, path.length - name.length + dot), name.slice(dot)];
}

export const PATH_FILTERS: readonly (readonly [string, Filter])[] = [
  ['basename', computing([], ({ value }) => basename(textOf(value)))],
  ['dirname', computing([], ({ value }) => dirname(textOf(value)))],
  ['splitext', computing([], ({ value }) => asTuple(splitext(textOf(value))))],
  [
    'path_join',
    computing([], ({ value }) => joined(isList(value) ? value.map(textOf) : [textOf(value)])),
  ],
  [
    'relpath',
    computing(
      ['start'],
      ({ value, args: [start] }) =>
        posix.relative(`/${textArgument(start, '')}`, `/${textOf(value)}`) || '.',
    ),
  ],
];
