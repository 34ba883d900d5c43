/** What is wrong while a template is read or evaluated: a sentence without its end. It becomes a StemError outside. */
export class TemplateProblem extends Error {
  override readonly name: string = 'TemplateProblem';
  readonly hint: string;
  /** Where it was, as far as it is known. */
  template: string | null = null;

  constructor(says: string, hint = 'Mend the template.') {
    super(says);
    this.hint = hint;
  }
}

/** A var, or a part of one, that is not there. Conditions that also ask `is defined` forgive it. */
export class UndefinedProblem extends TemplateProblem {
  override readonly name = 'UndefinedProblem';
  readonly variable: string;

  constructor(variable: string, says: string) {
    super(says, `Set it, or write \`${variable} | default(…)\`.`);
    this.variable = variable;
  }
}
