// As the server sees it (src/protocol/visible.ts, which says what these are): its test holds the two together.
const seen =
  /[^\u{16FE4}\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC\u{13430}-\u{13442}\u{1D159}]/u;

/** Whether there is nothing in it to be seen: nothing to send. */
export const isBlank = (text: string): boolean => !seen.test(text);
