/** A program is missing and cannot be installed automatically. The message says what to do. */
export class Missing extends Error {}

/** Why one of these programs is unavailable; undefined if all are available. In CI nothing may be skipped, so it throws. */
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
