import { expand } from './python-regex.ts';

export interface LineEdit {
  readonly line: string;
  readonly regexp: RegExp | null;
  readonly searchString: string | null;
  readonly insertAfter: RegExp | 'EOF' | 'BOF' | null;
  readonly insertBefore: RegExp | 'BOF' | null;
  readonly backrefs: boolean;
  readonly firstMatch: boolean;
}

export interface Edited {
  readonly text: string;
  /** In Ansible's words; empty where nothing changes. */
  readonly msg: string;
  readonly found: number;
}

/** Lines with their ends. The last one may have none. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const bare = (line: string | undefined): string | undefined => line?.replace(/[\r\n]+$/, '');

/** lineinfile's `present`, as ansible-core 2.14 does it (lib/ansible/modules/lineinfile.py). */
export function withLine(text: string, edit: LineEdit): Edited {
  const lines = linesOf(text);
  const { match, at, place } = find(lines, edit);
  if (at >= 0) return replaced(text, lines, { at, edit, match });
  return edit.backrefs ? { text, msg: '', found: 0 } : inserted(text, lines, { edit, place });
}

function inserted(
  text: string,
  lines: readonly string[],
  { edit, place }: { readonly edit: LineEdit; readonly place: number },
): Edited {
  const line = `${edit.line}\n`;
  const added = (index: number): Edited => {
    const all = [...lines.slice(0, index), line, ...lines.slice(index)];
    return { text: all.join(''), msg: 'line added', found: 0 };
  };
  if (edit.insertBefore === 'BOF' || edit.insertAfter === 'BOF') return added(0);
  if (edit.insertAfter === 'EOF' || place < 0) return atEnd(lines, line);
  if (edit.insertAfter === null) return added(place);
  const neighbour = lines.length === place ? lines[place - 1] : lines[place];
  if (bare(neighbour) === edit.line) return { text, msg: '', found: 0 };
  return lines.length === place ? atEnd(lines, line) : added(place);
}

interface Found {
  /** Where the line is that is replaced, or -1. */
  readonly at: number;
  readonly match: RegExpExecArray | null;
  /** Where a line would be inserted, or -1. */
  readonly place: number;
}

function find(lines: readonly string[], edit: LineEdit): Found {
  const matches = lines.map((line) => matchOf(line, edit));
  const hits = matches.flatMap((match, index) => (match === null ? [] : [index]));
  const hit = edit.firstMatch ? hits[0] : hits.at(-1);
  return hit === undefined
    ? { match: null, ...findPlace(lines, edit) }
    : { at: hit, match: matches[hit]?.groups ?? null, place: -1 };
}

/** As in Ansible, one that is the line itself is looked for until the first place is found. */
function findPlace(lines: readonly string[], edit: LineEdit): Pick<Found, 'at' | 'place'> {
  const around = edit.insertAfter ?? edit.insertBefore;
  const after = edit.insertAfter === null ? 0 : 1;
  let [at, place] = [-1, -1];
  for (const [index, line] of lines.entries()) {
    if (bare(line) === edit.line) at = index;
    else if (around instanceof RegExp && around.test(bare(line) ?? '')) place = index + after;
    if (edit.firstMatch && place >= 0) break;
  }
  return { at, place };
}

function matchOf(
  line: string,
  { regexp, searchString }: LineEdit,
): { readonly groups: RegExpExecArray | null } | null {
  if (regexp !== null) {
    const match = regexp.exec(bare(line) ?? '');
    return match === null ? null : { groups: match };
  }
  return searchString !== null && line.includes(searchString) ? { groups: null } : null;
}

function replaced(
  text: string,
  lines: readonly string[],
  {
    at,
    edit,
    match,
  }: { readonly at: number; readonly edit: LineEdit; readonly match: RegExpExecArray | null },
): Edited {
  const wanted = edit.backrefs && match !== null ? expand(match, edit.line) : edit.line;
  const line = wanted.endsWith('\n') ? wanted : `${wanted}\n`;
  if (lines[at] === line) return { text, msg: '', found: 1 };
  return { text: lines.with(at, line).join(''), msg: 'line replaced', found: 1 };
}

/** A last line without an end gets one first. */
function atEnd(lines: readonly string[], line: string): Edited {
  const before = lines.join('');
  const end = before === '' || /[\n\r]$/.test(before) ? '' : '\n';
  return { text: before + end + line, msg: 'line added', found: 0 };
}

/** lineinfile's `absent`. */
export function withoutLines(
  text: string,
  edit: Pick<LineEdit, 'line' | 'regexp' | 'searchString'>,
): Edited {
  const lines = linesOf(text);
  const kept = lines.filter((line) => {
    if (edit.regexp !== null) return !edit.regexp.test(bare(line) ?? '');
    if (edit.searchString !== null) return !line.includes(edit.searchString);
    return bare(line) !== edit.line;
  });
  const found = lines.length - kept.length;
  const msg = found === 0 ? '' : `${String(found)} line(s) removed`;
  return { text: kept.join(''), msg, found };
}
