import { usageError } from '../args.ts';

/** `--max-fail`: a number of hosts, or a percentage of all hosts of the run, rounded down. @throws StemError USAGE */
export function maxFailOf(text: string, hosts: number): number {
  const [, digits, percent] = /^(\d{1,9}|\d{1,3}\.\d+(?=%))(%?)$/.exec(text) ?? [];
  if (digits === undefined || (percent === '%' && Number(digits) > 100))
    throw usageError(
      `--max-fail must be a number or a percentage up to 100%, not "${text}"`,
      'Write `--max-fail 2` or `--max-fail 10%`.',
    );
  return percent === '%' ? Math.floor((hosts * Number(digits)) / 100) : Number(digits);
}
