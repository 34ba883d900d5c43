export interface LabErrorDetails {
  /** What to do next: one imperative sentence. */
  readonly hint: string;
  readonly cause?: unknown;
}

/** An expected failure of the lab, not of the product: the message says what happened, `hint` what to do. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly hint: string;

  constructor(message: string, details: LabErrorDetails) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
  }
}
