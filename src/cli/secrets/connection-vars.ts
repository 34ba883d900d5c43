import type { Value, Vars } from '../../model/params.ts';
import { reveal, Secret, type Content } from '../../model/secret.ts';
import type { Templating } from '../../model/templating.ts';

/** What is read before the first task: how to reach a device, and where it stands. */
const isOfConnection = (name: string): boolean =>
  name.startsWith('ansible_') ||
  /^stem_(?:password|become_password|key_passphrase|host_key)/.test(name) ||
  name === 'site';

/** `ansible_host: "{{ inventory_hostname }}.example.org"`: templates of these vars are rendered at once. @throws StemError TEMPLATE_FAILED */
export function renderConnectionVars(vars: Vars, templating: Templating): Vars {
  const rendered = Object.entries(vars).flatMap(([name, value]): (readonly [string, Value])[] => {
    if (!isOfConnection(name)) return [];
    const text = value instanceof Secret ? value.reveal() : value;
    if (typeof text !== 'string' || !/\{[{%]/.test(text)) return [];
    const result = templating.render(text, vars);
    return [[name, value instanceof Secret ? hidden(result) : result]];
  });
  return rendered.length === 0 ? vars : { ...vars, ...Object.fromEntries(rendered) };
}

function hidden(value: Value): Value {
  if (value instanceof Secret || value === null) return value;
  if (typeof value === 'string') return new Secret(value);
  const isContent =
    Array.isArray(value) &&
    value.every((part) => typeof part === 'string' || (part as unknown) instanceof Secret);
  return isContent ? new Secret(reveal(value as Content)) : new Secret(JSON.stringify(value));
}
