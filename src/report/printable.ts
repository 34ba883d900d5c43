import { stripVTControlCharacters } from 'node:util';

/** Control characters, direction marks and other invisible ones. Tab and newline may stay. */
const INVISIBLE = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

/** What a device printed, made safe for a terminal: it could repaint the screen or hide a line. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(INVISIBLE, '');

/** The same on one line. */
export const oneLine = (text: string): string =>
  printable(text)
    .trim()
    .replace(/\s*\n\s*/g, ' / ');

/** Keeps a line within `width` columns, which is taken to be characters. */
export const shortened = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
