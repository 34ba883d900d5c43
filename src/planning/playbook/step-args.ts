import type { Vars } from '../../model/params.ts';
import { isData, type Templating } from '../../model/templating.ts';
import { rendered } from './module-args.ts';
import { hasTemplate } from './reading.ts';

/**
 * What a step of ours reads: its own arguments, and below them every var of the host. A template in a var is read only
 * when the var is: most of them are no matter of this step.
 */
export function stepArgs(templating: Templating, args: Vars, vars: Vars): Vars {
  const own = rendered(templating, args, vars);
  return new Proxy(vars, {
    get: (target, name) => {
      if (typeof name !== 'string') return Reflect.get(target, name) as unknown;
      if (Object.hasOwn(own, name)) return own[name];
      const value = target[name];
      return value !== undefined && hasTemplate(value) && !isData(target, name)
        ? templating.render(value, vars)
        : value;
    },
    has: (target, name) => Object.hasOwn(own, name) || name in target,
  });
}
