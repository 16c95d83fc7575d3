// The same as in src/protocol/visible.ts, which explains it; visible.test.ts compares the two.
const seen =
  /[^\u{16FE4}\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC\u{13430}-\u{13442}\u{1D159}]/u;

/** Whether nothing in it is visible: such a text is not sent. */
export const isBlank = (text: string): boolean => !seen.test(text);
