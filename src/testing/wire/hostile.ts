// For tests: hostile input. Each value contains a mark, digits that occur nowhere else, by which an echo in a response is
// detected. The JSON is text here, since JSON.stringify cannot produce some of it.

export type Value = { name: string; json: string; mark: string };

let count = 0;
const newMark = () => String(7_700_000_000 + ++count);

/** In characters: beyond every limit of a field, and below the 256 KiB of a body. */
const LONG = 100_000;
const DEEP = 10_000;

/** Texts, for every place that takes a text: a field, a query, a path. */
const texts: Record<string, (mark: string) => string> = {
  text: (mark) => mark,
  empty: () => "",
  blank: () => " ",
  long: (mark) => mark + "x".repeat(LONG),
  NUL: (mark) => `${mark}\0`,
  "lone surrogate": (mark) => `${mark}\ud800`,
  "CR LF": (mark) => `${mark}\r\nset-cookie: potato=1`,
  "bidi override": (mark) => `\u202e${mark}`,
  "combining marks": (mark) => `${mark}${"\u0301".repeat(1000)}`,
  SQL: (mark) => `${mark}' OR 1=1; DROP TABLE users; --`,
  LIKE: (mark) => `%${mark}_\\`,
  FTS: (mark) => `"${mark}" NEAR(a b) OR * NOT ^col: -`,
  "half a quote": (mark) => `"${mark}`,
  template: (mark) => `{{7*7}}\${7*7}<img src=${mark}>`,
  traversal: (mark) => `../../${mark}/%2e%2e`,
  "an operator": () => "$where",
  prototype: () => "__proto__",
  constructor: () => "constructor.prototype",
  toString: () => "toString",
  "a dotted key": (mark) => `a.${mark}`,
  NaN: () => "NaN",
  Infinity: () => "Infinity",
  "-1": () => "-1",
  "1e999": () => "1e999",
  hex: () => "0x10",
  half: () => "0.5",
  "2^53+1": () => "9007199254740993",
  "thirty digits": (mark) => mark.repeat(3),
  me: () => "me",
};

/** Values of other types. */
const others: Record<string, (mark: string) => string> = {
  null: () => "null",
  true: () => "true",
  false: () => "false",
  "a number": (mark) => mark,
  "a negative number": (mark) => `-${mark}`,
  "a fraction": (mark) => `${mark}.5`,
  "minus zero": () => "-0",
  "an infinite number": () => "1e999",
  "beyond 2^53": () => "9007199254740993",
  "1e308": () => "1e308",
  "an empty list": () => "[]",
  "a list": (mark) => `["${mark}"]`,
  "a list of lists": (mark) => `[["${mark}"],null,{}]`,
  "a long list": (mark) => `["${mark}"${',"x"'.repeat(DEEP)}]`,
  "a deep list": () => "[".repeat(DEEP) + "]".repeat(DEEP),
  "an empty object": () => "{}",
  "an object": (mark) => `{"a":"${mark}"}`,
  $gt: (mark) => `{"$gt":"${mark}"}`,
  $where: (mark) => `{"$where":"1 || ${mark}"}`,
  __proto__: (mark) => `{"__proto__":{"polluted":"${mark}"}}`,
  "constructor.prototype": (mark) => `{"constructor":{"prototype":{"polluted":"${mark}"}}}`,
  "no text of its own": (mark) => `{"toString":"${mark}","valueOf":1,"toJSON":1,"length":-1,"then":1}`,
  "dotted keys": (mark) => `{"a.b":"${mark}","__proto__.polluted":"${mark}"}`,
};

/** One value of each kind, for a field of a body or frame; no text is longer than `longest`. */
export function values(longest = LONG): Value[] {
  const asJson = (make: (mark: string) => string) => (mark: string) =>
    JSON.stringify(make(mark).slice(0, longest));
  const inQuotes = Object.entries(texts).map(([name, make]) => [name, asJson(make)] as const);
  return [...inQuotes, ...Object.entries(others)].map(([name, make]) => {
    const mark = newMark();
    return { name, json: make(mark), mark };
  });
}

/** One text of each kind, for a URL; some are invalid UTF-8, and some invalid escapes. */
export function inUrl(): { name: string; text: string; mark: string }[] {
  const escaped = Object.entries(texts).map(([name, make]) => {
    const mark = newMark();
    return { name, text: encodeURIComponent(make(mark).toWellFormed()), mark };
  });
  const broken = ["%zz", "%", "%ff", "%ed%a0%80", "a%2fb"];
  return [...escaped, ...broken.map((text) => ({ name: text, text, mark: newMark() }))];
}

// ── Texts that are expensive ──

/** The repeated part. Each is the worst case of an algorithm: normalizing, segmenting, trimming, matching, unescaping. */
const repeated: Record<string, string> = {
  "marks in turn": "\u0301\u0316",
  "marks on letters": "a\u0323\u0302",
  "a chain of joiners": "👩\u200D",
  "initial jamo": "\u1100",
  "decomposed Hangul": "\u1112\u1161\u11AB",
  "half flags": "🇰",
  "one that becomes eighteen": "\uFDFA",
  blanks: " ",
  "exclamation marks": "!",
  "half characters": "\ud800",
  quotes: '"',
  digits: "9",
  semicolons: "a=b; ",
  "escapes of URLs": "%25",
};

/** Each kind at each of these lengths (in code units) that fits into `maxBytes` of JSON. */
export function worst(lengths: number[], maxBytes: number): { name: string; text: string; json: string }[] {
  return Object.entries(repeated).flatMap(([kind, part]) =>
    lengths.map((length) => {
      const bytes = Buffer.byteLength(JSON.stringify(part)) - 2;
      const times = Math.floor(Math.min(length / part.length, maxBytes / bytes));
      // A match that begins at the start fails at the end.
      const text = `${part.repeat(times)}\uFFFF`;
      return { name: `${length} ${kind}`, text, json: JSON.stringify(text) };
    }),
  );
}

// ── Objects: bodies and frames ──

/** The part of JSON Schema that describes bodies and frames. */
export type FuzzSchema = {
  type?: unknown;
  format?: unknown;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  items?: FuzzSchema;
  properties?: Record<string, FuzzSchema>;
  required?: string[];
};
type Fields = Record<string, string>;

const strangeKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "$where",
  "a.b",
  "id",
  "role",
  "ownerId",
  "at",
];

/** A valid object: the schema's required fields and those in `own`, each as JSON. */
export function honest({ properties = {}, required = [] }: FuzzSchema, own: Record<string, unknown>): Fields {
  const keys = Object.keys(properties).filter((key) => required.includes(key) || key in own);
  return Object.fromEntries(
    keys.map((key) => [key, JSON.stringify(own[key] ?? sample(properties[key] ?? {}))]),
  );
}

function sample({ const: only, examples, enum: words, items, properties }: FuzzSchema): unknown {
  const parts = Object.entries(properties ?? {}).map(([key, part]) => [key, sample(part)]);
  const made = items ? [sample(items)] : properties && Object.fromEntries(parts);
  return only ?? examples?.[0] ?? words?.[0] ?? made;
}

export const written = (fields: Fields): string =>
  `{${Object.entries(fields)
    .map(([key, json]) => `${JSON.stringify(key)}:${json}`)
    .join()}}`;

/** The valid object with each field in turn omitted or replaced, also inside lists and objects, and with unknown fields added. */
export function spoilt(fields: Fields, { properties = {} }: FuzzSchema, make: () => Value[]): Value[] {
  const inTurn = Object.entries(properties).flatMap(([key, schema]) => {
    const { type } = schema;
    const { [key]: _, ...rest } = fields;
    const withOne = (json: string) => written({ ...rest, [key]: json });
    const replaced = make().map((one) => ({ ...one, name: `${key}: ${one.name}`, json: withOne(one.json) }));
    const within = (type === "array" ? make() : []).map((one) => ({
      ...one,
      name: `${key}[0]: ${one.name}`,
      json: withOne(`[${one.json}]`),
    }));
    const inside = (schema.properties ? spoilt(honest(schema, {}), schema, make) : []).map((one) => ({
      ...one,
      name: `${key}.${one.name}`,
      json: withOne(one.json),
    }));
    return [
      { name: `${key} missing`, json: written(rest), mark: newMark() },
      ...replaced,
      ...within,
      ...inside,
    ];
  });
  const beside = strangeKeys.map((key) => {
    const mark = newMark();
    return { name: `${key} beside`, json: written({ ...fields, [key]: `{"polluted":"${mark}"}` }), mark };
  });
  // Field names are input, too.
  const unknown = [fields, {}].map((known) => {
    const mark = newMark();
    return { name: "an unknown field", json: written({ ...known, [mark]: `"${mark}"` }), mark };
  });
  return [...inTurn, ...beside, ...unknown];
}
