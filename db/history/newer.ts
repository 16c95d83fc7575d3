/** What a store holds was written by a release after this one, which would lose what it cannot read. */
export class NewerRelease extends Error {
  constructor(what: string) {
    super(`${what} was written by a newer release of Potato Chat. Start that one: nothing was changed.`);
  }
}
