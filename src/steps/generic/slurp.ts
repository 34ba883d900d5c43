import { fileBase64 } from '../../facts/file-stat.ts';
import { devicePath, readModule } from '../../model/module-params.ts';
import type { Vars } from '../../model/params.ts';
import { blocked, defineStep, satisfied } from '../../model/step.ts';

/** Ansible's `slurp`: the content of a file in base64. */
export const slurpStep = defineStep({
  id: 'generic/slurp',
  title: 'Read a file',
  on: 'any',
  interrupted: 'check-again',
  takes: { known: ['src', 'path'], instead: {} },
  params: (vars: Vars) =>
    readModule<{ src: string }>(
      {
        ...vars,
        ...(vars['src'] === undefined && vars['path'] !== undefined && { src: vars['path'] }),
      },
      { src: devicePath },
    ),
  paths: ({ src }) => [src],
  facts: ({ src, as }) => ({ file: fileBase64(src, as) }),
  check: ({ file }, { src }) => {
    if (file === 'absent') return blocked(`file not found: ${src}`, 'Test it before with `stat:`.');
    if (file === 'folder')
      return blocked(`source is a directory and must be a file: ${src}`, 'Name a file.');
    return file === 'too long'
      ? blocked(`${src} is too long to read into a var`, 'Get it with `fetch:`.')
      : satisfied('it was read');
  },
  output: ({ file }, { src }) => ({
    content: typeof file === 'string' ? '' : file.base64,
    encoding: 'base64',
    source: src,
  }),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'it only reads' },
});
