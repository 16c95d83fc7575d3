import {
  FormatRegistry,
  type SchemaOptions,
  type TLiteral,
  type TUnion,
  type TUnsafe,
  Type,
} from "@sinclair/typebox";

/**
 * The rules for text that people write, as TypeBox formats, so that REST and socket check them alike.
 * Lengths count graphemes (what a reader calls a letter), with a cap in code points against stacked marks.
 */
type Rule = {
  says: string;
  check: (text: string) => boolean;
  /** As much of it as JSON Schema can say, for the API document only. */
  shape?: SchemaOptions;
};

const segmenter = new Intl.Segmenter();
// What draws nothing by itself: separators, controls, marks, and the Hangul fillers and the Braille blank, which pass for letters.
const invisible = /^[\p{Z}\p{C}\p{M}\u115F\u1160\u3164\uFFA0\u2800]*$/u;
// Format characters can reorder or fake a name; the joiner and the non-joiner are needed in emoji and some scripts.
const treacherous = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{E0000}-\u{E0FFF}]/u;

const clientId = /^[A-Za-z0-9._~-]{8,64}$/;

const isSafe = (text: string) => text.isWellFormed() && !text.includes("\0");
const codePoints = (text: string) => [...text].length;

function visibleGraphemes(text: string): { all: number; visible: number } {
  let all = 0;
  let visible = 0;
  for (const { segment } of segmenter.segment(text)) {
    all++;
    if (!invisible.test(segment)) visible++;
  }
  return { all, visible };
}

function line(min: number, max: number, maxCodePoints = max * 4): Rule {
  return {
    says: `${min} to ${max} visible characters in one line`,
    shape: { minLength: min, maxLength: maxCodePoints },
    check(text) {
      const tidied = tidy(text);
      if (text.length > maxCodePoints * 4 || !isSafe(text) || codePoints(tidied) > maxCodePoints)
        return false;
      if (treacherous.test(tidied)) return false;
      const { all, visible } = visibleGraphemes(tidied);
      return visible >= min && all <= max;
    },
  };
}

export const rules = {
  username: {
    says: "4 to 20 of a-z 0-9 _ . -",
    shape: { pattern: "^[A-Za-z0-9_.-]{4,20}$" },
    check: (text) => /^[a-z0-9_.-]{4,20}$/.test(text.toLowerCase()) && text.length <= 20,
  },
  nickname: line(2, 20, 64),
  intro: line(0, 60),
  status: line(0, 20),
  title: line(1, 50),
  topic: line(0, 200),
  device: line(0, 100),
  "new-password": {
    says: "8 to 128 characters",
    shape: { minLength: 8, maxLength: 128 },
    check: (text) => isSafe(text) && text.length <= 256 && codePoints(text) >= 8 && codePoints(text) <= 128,
  },
  "message-text": {
    says: "1 to 5,000 characters after trimming, at most 20,000 bytes, without NUL and lone surrogates",
    shape: { minLength: 1, maxLength: 5000 },
    check(text) {
      const trimmed = text.trim();
      if (trimmed.length === 0 || trimmed.length > 10_000 || !isSafe(trimmed)) return false;
      // Most are so short that nothing has to be counted: three bytes a letter are the most there can be.
      if (trimmed.length * 3 <= 5000) return true;
      return codePoints(trimmed) <= 5000 && Buffer.byteLength(trimmed) <= 20_000;
    },
  },
  "client-id": {
    says: "8 to 64 URL-safe characters",
    shape: { pattern: clientId.source },
    check: (text) => clientId.test(text),
  },
  text: { says: "well-formed Unicode without NUL", check: isSafe },
} satisfies Record<string, Rule>;

const known = new Map<string, Rule>();

function add(format: string, rule: Rule): void {
  FormatRegistry.Set(format, rule.check);
  known.set(format, rule);
}
for (const [name, rule] of Object.entries(rules)) add(name, rule);

/** What a schema asks for, in words for people; undefined where TypeBox's own words say it well. */
export function wordsOf({ format, anyOf }: SchemaOptions): string | undefined {
  const words: unknown[] = anyOf?.map((one: SchemaOptions) => one["const"]) ?? [];
  if (words.length > 0 && words.every((word) => typeof word === "string"))
    return `one of ${words.join(", ")}`;
  return known.get(String(format))?.says;
}

/** The same in JSON Schema, as far as that goes. */
export const shapeOf = (format: string): SchemaOptions => known.get(format)?.shape ?? {};

type Options = { examples?: unknown[]; description?: string; maxLength?: number };

/** A string field that follows the rule of that name. */
export const Text = (format: keyof typeof rules, options: Options = {}) =>
  Type.String({ format, description: rules[format].says, ...options });

/** A whole number in a query, where everything arrives as text. */
export function wholeNumber(minimum: number, maximum: number, options: SchemaOptions = {}) {
  const format = `integer-${minimum}-${maximum}`;
  const says = `a whole number from ${minimum} to ${maximum}`;
  const isWithin = (number: number) => number >= minimum && number <= maximum;
  const shape = { type: "integer", minimum, maximum };
  add(format, { says, shape, check: (text) => /^\d{1,16}$/.test(text) && isWithin(Number(text)) });
  const text = Type.String({ format, description: says, ...options });
  // Elysia gives handlers what Decode makes of it, and its types are told so as it tells them of its own: by a cast.
  return Type.Transform(text).Decode(Number).Encode(String) as unknown as TUnsafe<number>;
}

type Literals<Names extends readonly string[]> = { -readonly [Index in keyof Names]: TLiteral<Names[Index]> };

/** One of a fixed list of words. */
export const oneOf = <const Names extends readonly string[]>(names: Names, options: SchemaOptions = {}) =>
  Type.Union(
    names.map((name) => Type.Literal(name)),
    options,
  ) as unknown as TUnion<Literals<Names>>;

/** An opaque id in a body or frame. Whether such a thing exists is for the look-up to say, never for the shape. */
export const Id = Type.String({
  description: "An opaque id",
  examples: ["0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b"],
});
export const Time = Type.Integer({ description: "Milliseconds since 1970 UTC", examples: [1795420800000] });
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, examples: [42] });

/** Names as they are stored: composed (a Mac may send Hangul decomposed) and without blank ends. */
export const tidy = (text: string) => text.normalize("NFC").trim();

/** Under this key two names look the same: 'Ｐｏｔａｔｏ' and 'potato', with or without what draws nothing in between. */
export const nameKey = (text: string) =>
  text
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, "")
    .replace(/\p{White_Space}+/gu, " ")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC");
