import { LineCounter, parseDocument, Scalar, type Document, type ScalarTag, type Tags } from 'yaml';

/**
 * YAML as Ansible reads it, that is, as PyYAML does: version 1.1, so `mode: 0644` is octal and `yes` is true. But unlike
 * in 1.1, `y` and `n` are texts, and a date is one too.
 */
export function parseAnsibleYaml(
  text: string,
  more: readonly ScalarTag[] = [],
): {
  readonly document: Document;
  readonly lineCounter: LineCounter;
} {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    version: '1.1',
    customTags: (tags) => [...customTags(tags), ...more],
  });
  return { document, lineCounter };
}

const BOOL = 'tag:yaml.org,2002:bool';
const TIMESTAMP = 'tag:yaml.org,2002:timestamp';

const customTags = (tags: Tags): Tags => [
  ...tags.filter((tag) => typeof tag === 'string' || (tag.tag !== BOOL && tag.tag !== TIMESTAMP)),
  boolTag(true, /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/),
  boolTag(false, /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/),
];

const boolTag = (value: boolean, test: RegExp): ScalarTag => ({
  identify: (given) => given === value,
  default: true,
  tag: BOOL,
  test,
  resolve: () => new Scalar(value),
});
