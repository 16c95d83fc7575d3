// A schema of the API documents as text, for a table cell.
import { share } from "../../src/ops/document";
import type { Schema } from "../../src/ops/sample";
import { codes } from "../../src/protocol/problem";
import { Id, Seq, Time } from "../../src/protocol/text";

type Bounded = Schema & { maxItems?: number; maxLength?: number };

// Types that docs/protocol.md explains once.
const basics = new Map(
  Object.entries({ id: Id, seq: Seq, time: Time }).map(([word, schema]) => [keyOf(share(schema, {})), word]),
);

/** One line per field: its name, `?` if it is optional, its type and its limits. */
export function fieldsOf({ properties = {}, required = [] }: Schema): string[] {
  // The type of a frame is its name.
  const fields = Object.entries(properties).filter(
    ([name, schema]) => name !== "type" || schema.const === undefined,
  );
  return fields.map(([name, schema]) => {
    const note = noteOf(schema);
    return `\`${name}${required.includes(name) ? "" : "?"}\` ${typeOf(schema)}${note && `: ${note}`}`;
  });
}

/** Only the names of the fields. */
export function namesOf({ type, anyOf, properties = {}, required = [] }: Schema): string {
  if (anyOf) return anyOf.map(namesOf).join(" or ");
  const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
  const orNull = [type].flat().includes("null") ? " or null" : "";
  return names.length > 0 ? `\`{ ${names.join(", ")} }\`${orNull}` : "";
}

function typeOf(schema: Schema): string {
  const { $ref, type, enum: words, const: only, anyOf, items, properties } = schema;
  const word = basics.get(keyOf(schema));
  if (word) return word;
  if ($ref) return `**${$ref.split("/").at(-1)}**`;
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (keyOf(words) === keyOf(codes)) return "code";
  if (words) return words.map((one) => `\`${JSON.stringify(one)}\``).join(" or ");
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (Array.isArray(items)) return `\`${schema.description}\``;
  if (items) return `list of ${typeOf(items)}`;
  if (properties) return `{ ${fieldsOf(schema).join("; ")} }`;
  return [type].flat().join(" or ");
}

function noteOf(schema: Bounded): string {
  if (basics.has(keyOf(schema))) return "";
  const { description, maxItems, maxLength } = schema;
  if (description) return description;
  if (maxItems !== undefined) return `at most ${number(maxItems)}`;
  return maxLength === undefined ? "" : `at most ${number(maxLength)} characters`;
}

const number = (value: number) => value.toLocaleString("en");

function keyOf(schema: unknown): string {
  return JSON.stringify(schema);
}
