// What `bun run mutants` changes, and which test must fail then.
/** `changes` are [file, text, replacement]; a text that is not found exactly once is an error. */
export interface Mutant {
  name: string;
  test: string;
  changes: [string, string, string][];
}
