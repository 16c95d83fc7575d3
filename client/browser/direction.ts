// Hebrew, Arabic and their neighbours, with their presentation forms; and the characters that turn the direction.
const TURNS_TEXT =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u200F\u202A-\u202E\u2066-\u2069\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** A name inside a sentence of ours: one that runs the other way must not turn the rest of the sentence. */
export const isolated = (name: string): string => (TURNS_TEXT.test(name) ? `\u2068${name}\u2069` : name);
