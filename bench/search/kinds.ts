import { assemble, disassemble, getChoseong } from "es-hangul";

// What people type to find a message, by kind; each is taken from a message that was said, so it is found at least once.

type Dice = (below: number) => number;
export type Kind = { name: string; from: (roll: Dice, text: string) => string | undefined };

const HANGUL = /[가-힣]+/gu;

const oneOf = <T>(roll: Dice, all: T[]): T | undefined => all[roll(Math.max(1, all.length))];
const hangulOf = (roll: Dice, text: string, least: number): string | undefined =>
  oneOf(
    roll,
    [...text.matchAll(HANGUL)].map(([word]) => word).filter((word) => word.length >= least),
  );
const part = (roll: Dice, word: string, length: number): string => {
  const from = roll(word.length - length + 1);
  return word.slice(from, from + length);
};
const anyPart = (roll: Dice, text: string): string | undefined => {
  const letters = [...text];
  const from = roll(letters.length);
  const found = letters
    .slice(from, from + 2 + roll(10))
    .join("")
    .trim();
  return found === "" ? undefined : found;
};

const syllables = (count: number): Kind => ({
  name: `${count} syllable${count > 1 ? "s" : ""}`,
  from(roll, text) {
    const word = hangulOf(roll, text, count);
    return word && part(roll, word, count);
  },
});

export const kinds: Kind[] = [
  ...Array.from({ length: 10 }, (_, nth) => syllables(nth + 1)),
  {
    name: "half-typed",
    from(roll, text) {
      const word = hangulOf(roll, text, 2);
      if (!word) return undefined;
      const keys = [...disassemble(word)];
      const typed = assemble(keys.slice(0, 3 + roll(keys.length - 2)));
      return getChoseong(typed) === typed ? undefined : typed;
    },
  },
  {
    name: "initials",
    from(roll, text) {
      const word = hangulOf(roll, text, 2);
      return word && getChoseong(part(roll, word, 2 + roll(Math.min(4, word.length - 1))));
    },
  },
  { name: "mixed", from: anyPart },
  {
    name: "several words",
    from(roll, text) {
      const words = text.split(" ").filter((word) => word.length > 1);
      if (words.length < 2) return undefined;
      return [oneOf(roll, words)!, oneOf(roll, words)!]
        .map((word) => [...word].slice(0, 2 + roll(3)).join(""))
        .join(" ");
    },
  },
  { name: "NFD", from: (roll, text) => anyPart(roll, text)?.normalize("NFD") },
  {
    name: "full width",
    from: (roll, text) =>
      anyPart(roll, text)?.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  },
  {
    name: "case",
    from: (roll, text) => (/[a-z]{2}/i.test(text) ? anyPart(roll, text)?.toUpperCase() : undefined),
  },
];
