import {
  FormatRegistry,
  type SchemaOptions,
  type TLiteral,
  type TUnion,
  type TUnsafe,
  Type,
} from "@sinclair/typebox";

import { isReserved } from "./names/reserved";
import { isBlank, isRegular, tidy, visibleGraphemes } from "./visible";

/**
 * The rules for user-written text, as TypeBox formats, so that REST and socket validate alike. Lengths are in graphemes
 * (what a reader calls a letter), with a limit in code points against stacked marks.
 */
type Rule = {
  says: string;
  /** In code units, before trimming: longer text is refused by its length, without further checks. */
  maxUnits: number;
  check: (text: string) => boolean;
  /** The part of the rule that JSON Schema can express, for the API document only. */
  shape?: SchemaOptions;
};

const username = /^[A-Za-z0-9_.-]{4,20}$/;
const clientId = /^[A-Za-z0-9._~-]{8,64}$/;

const isSafe = (text: string) => text.isWellFormed() && !text.includes("\0");
const codePoints = (text: string) => [...text].length;

function line(min: number, max: number, maxCodePoints = max * 4): Rule {
  return {
    says: `${min} to ${max} visible characters in one line`,
    // Two code units for each code point beyond U+FFFF. Decomposed Hangul, three for each letter, fits as well.
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

function isMessageText(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 10_000 || isBlank(trimmed) || !isSafe(trimmed)) return false;
  // Most texts are so short that nothing must be counted: UTF-8 has at most three bytes for each code unit.
  if (trimmed.length * 3 <= 5000) return true;
  return codePoints(trimmed) <= 5000 && Buffer.byteLength(trimmed) <= 20_000;
}

// Names only: an offset such as +09:00 knows nothing of daylight saving.
const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

function isTimeZone(text: string): boolean {
  if (!zoneName.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text }).format(0);
    return true;
  } catch {
    return false;
  }
}

export const rules = {
  username: {
    says: "4 to 20 of a-z 0-9 _ . -",
    maxUnits: 20,
    shape: { pattern: username.source },
    check: (text) => username.test(text),
  },
  nickname: nickname(line(2, 20, 64)),
  // For my eyes only: nobody can be misled by it.
  alias: line(0, 20, 64),
  intro: line(0, 60),
  status: line(0, 20),
  title: line(1, 50),
  topic: line(0, 200),
  device: line(0, 100),
  keyword: line(1, 50, 50),
  "time-zone": {
    says: "an IANA time zone, such as Asia/Seoul",
    maxUnits: 64,
    shape: { maxLength: 64 },
    check: isTimeZone,
  },
  "new-password": {
    says: "8 to 128 characters",
    // Decomposed Hangul has three code units for each letter.
    maxUnits: 384,
    shape: { minLength: 8, maxLength: 128 },
    // As it is hashed: composed.
    check(text) {
      const length = codePoints(text.normalize("NFC"));
      return isSafe(text) && length >= 8 && length <= 128;
    },
  },
  "message-text": {
    says: "1 to 5,000 characters after trimming, one of them visible, at most 20,000 bytes, without NUL and lone surrogates; empty only where the message has files",
    // The longest text (10,000 code units), and as much white space around it.
    maxUnits: 20_000,
    shape: { maxLength: 5000 },
    // Whether it may be empty depends on what else the message has: its service decides.
    check: (text) => text === "" || isMessageText(text),
  },
  "client-id": {
    says: "8 to 64 URL-safe characters",
    maxUnits: 64,
    shape: { pattern: clientId.source },
    check: (text) => clientId.test(text),
  },
  text: { says: "well-formed Unicode without NUL", maxUnits: 384, check: isSafe },
} satisfies Record<string, Rule>;

/**
 * Whether a text holds an address of the web that is written as one, with http or https: what counts as a link, for everyone.
 * Where it ends the page decides. History's SQLite has the same rule as an expression (`sqlite/statements.ts`).
 */
export const hasAddress = (text: string): boolean => ADDRESS.test(text);
const ADDRESS = /(?<![a-z0-9_])https?:\/\/[a-z0-9_[\-\u0080-\uffff]/i;

const known = new Map<string, Rule>();

function add(format: string, rule: Rule): void {
  // Checks the length itself: TypeBox checks maxLength first when it validates, but runs all checks to list the errors.
  FormatRegistry.Set(format, (text) => text.length <= rule.maxUnits && rule.check(text));
  known.set(format, rule);
}
for (const [name, rule] of Object.entries(rules)) add(name, rule);

/** Whether a text meets the rule of that name. */
export const fits = (format: keyof typeof rules, text: string): boolean =>
  text.length <= rules[format].maxUnits && rules[format].check(text);

/** A schema's rule in words; undefined where TypeBox's message is good enough. */
export function wordsOf({ format, anyOf }: SchemaOptions): string | undefined {
  const words: unknown[] = anyOf?.map((one: SchemaOptions) => one["const"]) ?? [];
  if (words.length > 0 && words.every((word) => typeof word === "string"))
    return `one of ${words.join(", ")}`;
  return known.get(String(format))?.says;
}

/** What is wrong with a value, in words that do not repeat it: a text that is broken says so, any other says its rule. */
export const faultOf = (schema: SchemaOptions, value: unknown): string | undefined =>
  isBroken(value) ? BROKEN : wordsOf(schema);

/** Half of an emoji, which a page gets when it cuts a text by code units. No UTF-8 can hold it. */
export const isBroken = (value: unknown): boolean => typeof value === "string" && !value.isWellFormed();
export const BROKEN = "has half of a character (an unpaired surrogate)";

/** A format's rule in JSON Schema, as far as that can express it. */
export const shapeOf = (format: string): SchemaOptions => known.get(format)?.shape ?? {};

type Options = { examples?: unknown[]; description?: string; maxLength?: number };

/** A string field with the rule of that name. */
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
  // Elysia passes the decoded number to handlers. The cast tells its types so, as Elysia's own types do.
  return Type.Transform(text).Decode(Number).Encode(String) as unknown as TUnsafe<number>;
}

type Literals<Names extends readonly string[]> = { -readonly [Index in keyof Names]: TLiteral<Names[Index]> };

/** A union of string literals. */
export const oneOf = <const Names extends readonly string[]>(names: Names, options: SchemaOptions = {}) =>
  Type.Union(
    names.map((name) => Type.Literal(name)),
    options,
  ) as unknown as TUnion<Literals<Names>>;

/** An opaque id in a body or frame. Any string is valid: the lookup decides whether it exists. */
export const Id = Type.String({
  description: "An opaque id",
  examples: ["0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b"],
});
export const Time = Type.Integer({ description: "Milliseconds since 1970 UTC", examples: [1795420800000] });
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, examples: [42] });
