import { content } from '../../model/params.ts';
import { defineStep, type Step } from '../../model/step.ts';
import { copyStep } from './copy.ts';
import { copyParams, TEMPLATE_ARGUMENTS } from './shared/copy-params.ts';

/** Ansible's `template`. The loader has rendered it into `content`; `src` gives the name in a folder. */
export const templateStep: Step = defineStep({
  ...copyStep,
  id: 'generic/template',
  title: 'Write a file from a template',
  takes: TEMPLATE_ARGUMENTS,
  // A list is the rendered text with its secrets, and no list that becomes JSON.
  params: (vars) => copyParams(vars, content),
});
