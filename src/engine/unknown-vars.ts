import { isFixed } from '../model/fixed-vars.ts';
import type { Value, Vars } from '../model/params.ts';
import { isSetBy } from '../model/task.ts';

/** What an earlier task would set is read. The message says which. */
export class VarUnknown extends Error {}

/** Reading what an earlier task would set stops the guess: Ansible's check mode goes on with a wrong value. */
export const withoutUnknown = (vars: Vars, unknown: ReadonlySet<string>): Vars =>
  new Proxy(vars, {
    get: (target, name) => {
      if (typeof name === 'string' && isSetBy(unknown, name) && !isFixed(vars, name))
        throw new VarUnknown(`it depends on the result \`${name}\``);
      return Reflect.get(target, name) as Value;
    },
    has: (target, name) => (typeof name === 'string' && isSetBy(unknown, name)) || name in target,
  });
