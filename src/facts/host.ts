import { sh } from '../model/command.ts';
import type { Fact } from '../model/fact.ts';

/** The short name, without control characters: it goes into files. */
export const hostname: Fact<string> = {
  name: 'hostname',
  command: sh('hostname'),
  as: 'login',
  parse: ({ stdout }) => stdout.trim().replace(/[^\w.-]/g, ''),
};
