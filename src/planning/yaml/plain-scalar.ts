import { LineProblem } from '../inventory/problem.ts';
import type { Scalar } from './node.ts';

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|[-+]\d\d?(?::\d\d)?))?)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

const QUOTE = 'Quote it, if it is meant as a text.';

/**
 * The value of a scalar without quotes as PyYAML, and so Ansible, reads it: YAML 1.1 (`yes` is true, `012` is 10, `12:30` is 750).
 * What JSON can't hold (infinity, not-a-number, very long whole numbers) stays a text. @throws LineProblem
 */
export function plainScalar(text: string): Scalar {
  if (BOOL.test(text)) return /^(?:yes|true|on)$/i.test(text);
  if (FLOAT.test(text)) return floatOf(text);
  if (INT.test(text)) return intOf(text);
  if (NULL.test(text)) return null;
  const time = TIME.exec(text);
  if (time !== null && (time[4] !== undefined || DATE.test(text))) return isoTime(time);
  if (text === '=' || text === '<<') throw new LineProblem(`${text} is no value`, QUOTE);
  return text;
}

/** A number that only YAML 1.1 sees, and few people: sixties, and octals. */
export const isSurprise = (text: string): boolean =>
  (INT.test(text) || FLOAT.test(text)) && /:|^[-+]?0[0-7_]/.test(text) && !/^0+$/.test(text);

function intOf(text: string): Scalar {
  const { sign, digits } = parts(text);
  const based = /^0[bx]/.test(digits) ? digits : /^0./.test(digits) ? `0o${digits.slice(1)}` : null;
  if (/^0[box]$/.test(based ?? '')) throw new LineProblem(`${text} is no number`, QUOTE);
  if (digits.includes(':')) return sign * sixties(digits);
  const exact = BigInt(based ?? digits);
  const value = Number(exact);
  if (Number.isSafeInteger(value)) return sign * value || 0;
  return `${sign < 0 ? '-' : ''}${String(exact)}`;
}

function floatOf(text: string): Scalar {
  const { sign, digits } = parts(text);
  const value = digits.includes(':') ? sixties(digits) : Number(digits);
  return Number.isFinite(value) ? sign * value : text;
}

function parts(text: string): { readonly sign: number; readonly digits: string } {
  const clean = text.replaceAll('_', '').toLowerCase();
  return { sign: clean.startsWith('-') ? -1 : 1, digits: clean.replace(/^[-+]/, '') };
}

const sixties = (digits: string): number =>
  digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

/** What Ansible prints of a date: ISO 8601, as Python writes it. */
function isoTime([text, ...found]: RegExpExecArray): string {
  const [year, month, day, hour, minute, second, fraction, zone] = found as (string | undefined)[];
  const date = [year, month, day].map((part) => (part ?? '').padStart(2, '0')).join('-');
  const clock = hour === undefined ? '00:00:00' : [hour.padStart(2, '0'), minute, second].join(':');
  const asked = new Date(`${date}T${clock}Z`);
  if (Number.isNaN(asked.getTime()) || asked.toISOString().slice(0, 10) !== date)
    throw new LineProblem(`${text} is no date`, QUOTE);
  if (hour === undefined) return date;
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0');
  return `${date}T${clock}${Number(micros) === 0 ? '' : `.${micros}`}${zoneOf(zone)}`;
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined) return '';
  if (zone === 'Z') return '+00:00';
  const [hours = '', minutes = '00'] = zone.slice(1).split(':');
  const isZero = Number(hours) === 0 && Number(minutes) === 0;
  return `${isZero ? '+' : zone.charAt(0)}${hours.padStart(2, '0')}:${minutes}`;
}
