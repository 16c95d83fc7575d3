import { hangul } from "../../friends/search/hangul";
import { beginsWith } from "../../friends/search/match";

// In ms: letters that follow each other within this time are one word.
const WORD_MS = 800;

/**
 * Letters that are typed in a list lead to the next item that begins with them, also by initial consonants. Where no field
 * has the focus, a Korean keyboard is Latin in some browsers: then 감 comes as "rka", which counts as 감, too.
 */
export function createTypeAhead() {
  let typed = "";
  let typedAt = -Infinity;

  /** Which item to go to: after `from` for the first letter, and for further ones from `from` on. Undefined: nowhere. */
  function type(letter: string, at: number, names: string[], from: number): number | undefined {
    const isFresh = at - typedAt > WORD_MS;
    typed = isFresh ? letter : typed + letter;
    typedAt = at;
    // The same letter again goes on to the next one.
    const isSame = [...typed].every((one) => one === letter);
    const wanted = isSame ? letter : typed;
    const start = isSame ? from + 1 : Math.max(0, from);
    for (let n = 0; n < names.length; n++) {
      const index = (start + n) % names.length;
      if (isMatch(wanted, names[index] ?? "")) return index;
    }
    return undefined;
  }

  /** Whether a word has begun, of which a space is part. */
  const isTyping = (at: number): boolean => at - typedAt <= WORD_MS;

  return { type, isTyping };
}

const isMatch = (typed: string, name: string): boolean =>
  beginsWith(typed, name) || beginsWith(hangul().convertQwertyToAlphabet(typed), name);
