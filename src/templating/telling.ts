import { StemError } from '../model/errors.ts';
import { TemplateProblem } from './problem.ts';

/** Says which template it was. @throws StemError TEMPLATE_FAILED */
export function telling<T>(template: string | null, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const text = template ?? error.template;
    throw new StemError(
      text === null ? error.message : `${error.message} (in ${shortened(text)})`,
      {
        code: 'TEMPLATE_FAILED',
        hint: error.hint,
        cause: error,
      },
    );
  }
}

export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > 80 ? `${line.slice(0, 79)}…` : line}"`;
}
