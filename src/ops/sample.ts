// Examples for the API documents, made from the schemas.

export type Schema = {
  $id?: string;
  $ref?: string;
  type?: unknown;
  format?: string;
  description?: string;
  contentMediaType?: string;
  additionalProperties?: unknown;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  minimum?: number;
  anyOf?: Schema[];
  /** An array for a tuple. */
  items?: Schema | Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
};
export type Schemas = Record<string, Schema>;

/** A valid value: the schema's example, else one with the required fields, else one with all fields. */
export function sample(schema: Schema, schemas: Schemas): unknown {
  const { $ref, examples, const: word, enum: words = [word], anyOf, items, properties } = schema;
  if ($ref) return sample(schemaNamed($ref, schemas), schemas);
  if (examples) return examples[0];
  if (words[0] !== undefined) return words[0];
  if (anyOf?.[0]) return sample(anyOf[0], schemas);
  if (items) return [items].flat().map((one) => sample(one, schemas));
  if (!properties) return plain(schema);
  const { required = Object.keys(properties) } = schema;
  return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {}, schemas)]));
}

/** The shared schema that a `$ref` refers to. */
export const schemaNamed = ($ref: string, schemas: Schemas): Schema =>
  schemas[$ref.split("/").at(-1) ?? ""] ?? {};

function plain({ type, minimum = 0 }: Schema): unknown {
  return { string: "…", boolean: true, integer: minimum, number: minimum }[String(type)];
}
