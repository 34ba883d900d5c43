import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withData } from '../../model/templating.ts';
import { createTemplating } from '../../templating/templating.ts';
import { stepArgs } from './step-args.ts';

const templating = createTemplating();

describe('what a step of ours reads', () => {
  it("are its own arguments over the host's vars, both rendered", () => {
    const args = stepArgs(templating, { a: '{{ b }}' }, { a: 'host', b: 'x', c: '{{ b }}' });
    assert.deepEqual([args['a'], args['b'], args['c'], args['d']], ['x', 'x', 'x', undefined]);
    assert.deepEqual(['a' in args, 'c' in args, 'd' in args], [true, true, false]);
  });

  it('renders only what is read', () => {
    const args = stepArgs(templating, {}, { good: 1, bad: '{{ nothing }}' });
    assert.equal(args['good'], 1);
    assert.throws(() => args['bad'], { code: 'TEMPLATE_FAILED' });
  });

  it('takes what a device answered for no template', () => {
    const args = stepArgs(templating, {}, withData({}, { said: '{{ b }}' }));
    assert.equal(args['said'], '{{ b }}');
  });
});
