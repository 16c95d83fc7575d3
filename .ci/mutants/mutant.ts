// A change that `bun run mutants` makes, and the test that must fail with it.
/** `changes` are [file, text, replacement]; a text that is not found exactly once is an error. */
export interface Mutant {
  name: string;
  test: string;
  changes: [string, string, string][];
}
