/** What is wrong with one line of an inventory. Whoever knows the line makes a StemError of it. */
export class LineProblem extends Error {
  override readonly name = 'LineProblem';
  /** What to do next: one imperative sentence. */
  readonly hint: string;

  constructor(because: string, hint: string) {
    super(because);
    this.hint = hint;
  }
}
