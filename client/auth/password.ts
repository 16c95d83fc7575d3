// The same characters can be typed in two ways: macOS pastes "é" as two code points, keyboards type one. Both must open the
// same account.

/** The password in the one form that is sent. */
export const composed = (password: string): string => password.normalize("NFC");

/** Sends the password in that form, and once more as it was typed, for accounts from before there was one form. */
export async function withPassword<Result>(
  typed: string,
  isWrong: (error: unknown) => boolean,
  call: (password: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await call(composed(typed));
  } catch (error) {
    if (typed === composed(typed) || !isWrong(error)) throw error;
    return call(typed);
  }
}
