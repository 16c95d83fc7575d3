import {
  FormatRegistry,
  type SchemaOptions,
  type TLiteral,
  type TUnion,
  type TUnsafe,
  Type,
} from "@sinclair/typebox";

import { isReserved } from "./reserved";
import { isBlank, isRegular, tidy, visibleGraphemes } from "./visible";

/**
 * The rules for text that people write, as TypeBox formats, so that REST and socket check them alike.
 * Lengths count graphemes (what a reader calls a letter), with a cap in code points against stacked marks.
 */
type Rule = {
  says: string;
  /** In code units, before anything is trimmed: what is longer is refused by its length alone, and looked at no further. */
  maxUnits: number;
  check: (text: string) => boolean;
  /** As much of it as JSON Schema can say, for the API document only. */
  shape?: SchemaOptions;
};

const username = /^[A-Za-z0-9_.-]{4,20}$/;
const clientId = /^[A-Za-z0-9._~-]{8,64}$/;

const isSafe = (text: string) => text.isWellFormed() && !text.includes("\0");
const codePoints = (text: string) => [...text].length;

function line(min: number, max: number, maxCodePoints = max * 4): Rule {
  return {
    says: `${min} to ${max} visible characters in one line`,
    // Two for each that is not of the first 65,536; Hangul that comes decomposed, three a letter, fits in, too.
    maxUnits: maxCodePoints * 2,
    shape: { minLength: min, maxLength: maxCodePoints },
    check(text) {
      if (!isSafe(text) || !isRegular(text)) return false;
      const tidied = tidy(text);
      if (codePoints(tidied) > maxCodePoints) return false;
      const { all, visible } = visibleGraphemes(tidied);
      return visible >= min && all <= max;
    },
  };
}

const nickname = (own: Rule): Rule => ({
  ...own,
  says: `${own.says}, and no name that speaks for the server`,
  check: (text) => own.check(text) && !isReserved(text),
});

export const rules = {
  username: {
    says: "4 to 20 of a-z 0-9 _ . -",
    maxUnits: 20,
    shape: { pattern: username.source },
    check: (text) => username.test(text),
  },
  nickname: nickname(line(2, 20, 64)),
  intro: line(0, 60),
  status: line(0, 20),
  title: line(1, 50),
  topic: line(0, 200),
  device: line(0, 100),
  "new-password": {
    says: "8 to 128 characters",
    maxUnits: 256,
    shape: { minLength: 8, maxLength: 128 },
    check: (text) => isSafe(text) && codePoints(text) >= 8 && codePoints(text) <= 128,
  },
  "message-text": {
    says: "1 to 5,000 characters after trimming, one of them visible, at most 20,000 bytes, without NUL and lone surrogates",
    // The most that a text can have, and as much again of blanks around it.
    maxUnits: 20_000,
    shape: { minLength: 1, maxLength: 5000 },
    check(text) {
      const trimmed = text.trim();
      if (trimmed.length > 10_000 || isBlank(trimmed) || !isSafe(trimmed)) return false;
      // Most are so short that nothing has to be counted: three bytes a letter are the most there can be.
      if (trimmed.length * 3 <= 5000) return true;
      return codePoints(trimmed) <= 5000 && Buffer.byteLength(trimmed) <= 20_000;
    },
  },
  "client-id": {
    says: "8 to 64 URL-safe characters",
    maxUnits: 64,
    shape: { pattern: clientId.source },
    check: (text) => clientId.test(text),
  },
  text: { says: "well-formed Unicode without NUL", maxUnits: 256, check: isSafe },
} satisfies Record<string, Rule>;

const known = new Map<string, Rule>();

function add(format: string, rule: Rule): void {
  // A schema's own maxLength is asked first where something is only checked; where it is said what is wrong, all are asked.
  FormatRegistry.Set(format, (text) => text.length <= rule.maxUnits && rule.check(text));
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
  Type.String({ format, maxLength: rules[format].maxUnits, description: rules[format].says, ...options });

/** A whole number in a query, where everything arrives as text. */
export function wholeNumber(minimum: number, maximum: number, options: SchemaOptions = {}) {
  const format = `integer-${minimum}-${maximum}`;
  const says = `a whole number from ${minimum} to ${maximum}`;
  const isWithin = (number: number) => number >= minimum && number <= maximum;
  const shape = { type: "integer", minimum, maximum };
  const check = (text: string) => /^\d{1,16}$/.test(text) && isWithin(Number(text));
  add(format, { says, maxUnits: 16, shape, check });
  const text = Type.String({ format, maxLength: 16, description: says, ...options });
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
