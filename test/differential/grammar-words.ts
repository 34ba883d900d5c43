import fc from 'fast-check';

export const GROUPS = ['web', 'db', 'site_a', 'all', 'ungrouped', 'p', 'q', 'g-1', '1g', 'gé'];
export const HOSTS = [
  'w1',
  'w2',
  'w10',
  'h',
  'd1',
  'd.x',
  'localhost',
  'w[1:3]',
  'w[08:10]',
  'd[a:c].x',
  'w[1:9:4]-[a:b]',
];
export const ODD_HOSTS = [
  'w[3:1]',
  'w[1:02]',
  'w[1',
  'a:b',
  '::1',
  '[::1]:22',
  '10.0.0.[1:2]',
  'h:',
  '[x]',
  'w[:2]',
  'a,b',
  'web',
];
export const VARS = ['x', 'y', 'z', 'ansible_port', 'ansible_password', 'ansible_become'];

/** One in fifty is of the seldom kind, which is mostly wrong: one wrong line is enough to refuse a file. */
export const often = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 49, arbitrary: usual }, { weight: 1, arbitrary: seldom });
