/** One line of an ssh_config file that says something. */
export interface SshLine {
  /** In lower case. */
  readonly keyword: string;
  /** Its arguments, without quotes. */
  readonly words: readonly string[];
  /** All behind the keyword, as it stands: a command, or the criteria of `Match`. */
  readonly rest: string;
  /** `FILE:LINE`, for people. */
  readonly place: string;
  /** Of `Include`: the lines of each file that it means. */
  readonly included?: readonly (readonly SshLine[])[];
}

/** Files that are read one after the other, each from outside of any section. */
export const inTurn = (files: readonly (readonly SshLine[])[]): SshLine => ({
  keyword: 'include',
  words: [],
  rest: '',
  place: '',
  included: files,
});

/** What is wrong with a config, and where. The caller says of which host. */
export class SshConfigProblem extends Error {}
