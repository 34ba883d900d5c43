import fc from 'fast-check';

const NAMES = ['web', 'db', 'w1', 'w2', 'w10', 'h', 'd1', 'site_a', 'all', 'ungrouped', 'nope'];

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('w*', '*1', '*', 'w?', '[wd]1', 'w[!1]*', 's*_a', 'd*.x'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('~w.*', '~d1?', '~.*1$', '~web|db', '~(?i)WEB', '~[hd]'),
  },
);

const slice = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.integer({ min: -3, max: 4 }).map((at) => `[${String(at)}]`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(3), fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }))
      .map(([from, to]) => `[${String(from)}:${to === null ? '' : String(to)}]`),
  },
);

const term = fc
  .tuple(fc.constantFrom('', '', '', '!', '&'), name, slice)
  .map(([sign, word, at]) => `${sign}${word}${word.startsWith('~') ? '' : at}`);

/** Patterns of hosts, of all the forms that Ansible knows. */
export const pattern: fc.Arbitrary<string> = fc
  .tuple(fc.array(term, { minLength: 1, maxLength: 4 }), fc.constantFrom(':', ',', ', '))
  .map(([terms, between]) => terms.join(between));
