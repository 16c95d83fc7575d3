/** This machine has no such program, and cannot get it. Says what to do about it. */
export class Missing extends Error {}

/** Why one of these cannot be had; undefined where all can. In CI nothing may be left out: there it throws. */
export async function missing(finds: (() => unknown)[]): Promise<string | undefined> {
  for (const find of finds) {
    try {
      await find();
    } catch (error) {
      if (!(error instanceof Missing) || process.env.CI) throw error;
      return error.message;
    }
  }
  return undefined;
}
