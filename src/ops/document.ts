import { titleOf } from "../door/problems";
import { statusOf } from "../errors";
import type { Code } from "../protocol/problem";
import { shapeOf } from "../protocol/text";
import { schemaNamed, sample, type Schema, type Schemas } from "./sample";

// Corrects the plugin's document, which inlines every schema, declares every response as application/json, knows no formats
// but its own, and omits bodies that our own parser reads.

type DocumentedResponse = { description: string; content?: Record<string, { schema: Schema }> };
type Parameter = { required: boolean; schema: Schema; description?: string; example?: unknown };
type Operation = { parameters?: Parameter[]; requestBody?: unknown; responses: Record<string, unknown> };

export type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { [kind: string]: unknown };
};
export type Route = { method: string; path: string; hooks: { body?: unknown } };

export function finish(plain: Document, routes: Route[]): Document {
  const schemas: Schemas = {};
  const document = share(plain, schemas) as Document;
  const refused = new Set<Code>();
  for (const { method, path, hooks } of routes) {
    const operation = document.paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
    if (!operation) continue;
    operation.parameters?.forEach(describe);
    for (const [status, answer] of Object.entries(operation.responses)) {
      operation.responses[status] = finishAnswer(Number(status), answer as DocumentedResponse, refused);
    }
    if (operation.parameters) operation.responses["431"] = { description: TOO_LONG };
    if (hooks.body) operation.requestBody = bodyOf(share(hooks.body, schemas) as Schema, schemas);
  }
  const responses = Object.fromEntries([...refused].map((code) => [code, refusal(code)]));
  return { ...document, components: { ...document.components, schemas, responses } };
}

/** Replaces named schemas by references into `schemas`, and our formats by JSON Schema keywords where these exist. */
export function share(value: unknown, schemas: Schemas): unknown {
  if (Array.isArray(value)) return value.map((one) => share(one, schemas));
  if (typeof value !== "object" || value === null) return value;
  // Elysia adds `additionalProperties: false` to a route's schemas on its first request, but only strips unknown fields.
  const {
    $id,
    additionalProperties: _,
    ...schema
  }: Schema = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, share(one, schemas)]));
  const words = oneOf(schema.anyOf);
  if (words) return { ...schema, anyOf: undefined, type: "string", enum: words };
  if (typeof schema.format === "string") return shaped(schema, schema.format);
  return typeof $id === "string" ? reference($id, schema, schemas) : schema;
}

function reference($id: string, schema: Schema, schemas: Schemas): Schema {
  const ref = { $ref: `#/components/schemas/${$id}` };
  // A union with null was merged into one schema before.
  const isNullable = Array.isArray(schema.type);
  schemas[$id] = isNullable ? { ...schema, type: "object" } : schema;
  return isNullable ? { anyOf: [ref, { type: "null" }] } : ref;
}

/** The literals of a union of literals. */
function oneOf(choices: unknown): unknown[] | undefined {
  const words = Array.isArray(choices) ? choices.map((choice: Schema) => choice.const) : [undefined];
  return words.includes(undefined) ? undefined : words;
}

/** A number in a query arrives and is validated as text; the document describes it as a number. */
function shaped(schema: Schema, format: string): Schema {
  const shape: Schema = shapeOf(format);
  if (shape.type !== "integer") return { ...schema, ...shape };
  const { format: _, ...own } = schema;
  return { ...own, ...shape, examples: schema.examples?.map(Number) };
}

/** Moves the description to where Swagger shows it, and an example to where Swagger fills it in, if it is required. */
function describe(parameter: Parameter): void {
  const { description, ...schema } = parameter.schema;
  parameter.schema = schema;
  parameter.description ??= description;
  if (parameter.required) parameter.example = schema.examples?.[0];
}

function bodyOf(schema: Schema, schemas: Schemas) {
  const written = schema.$ref ? schemaNamed(schema.$ref, schemas) : schema;
  // An absent body is read as {}.
  const required = written.anyOf !== undefined || written.required !== undefined;
  return { required, content: { "application/json": { schema, example: sample(written, schemas) } } };
}

// ── Answers ──

// Without problem+json: Bun answers before any of our code runs.
const TOO_LONG = "The URL and the headers are longer than 16 KiB; there is no body";

/** The description of each refusal. */
export const meanings: Record<Code, string> = {
  invalid: "A field is missing or not as described",
  unauthenticated: "No token, or it is no longer valid",
  forbidden: "Not yours to do; or the request comes from a foreign site",
  "not-found": "Does not exist, or not for you",
  conflict: "Does not fit with what is there",
  "rate-limited": "Too often; Retry-After says when",
  overloaded: "Too busy; Retry-After says when",
  timeout: "The body did not come in time; Retry-After says when to try again",
  "too-large": "The body is too large",
  "unsupported-media":
    "The content type is not accepted: bodies are JSON, pictures of people and rooms JPEG, PNG, WebP or GIF",
  "method-not-allowed": "This path takes other methods; Allow names them",
  "read-only": "Accounts cannot be changed now; Retry-After says when",
  internal: "A fault of the server",
};

const retryAfter = {
  "Retry-After": {
    description: "Seconds after which to try again",
    schema: { type: "integer", minimum: 1, examples: [1] },
  },
};
const headers: Partial<Record<Code, object>> = {
  unauthenticated: { "WWW-Authenticate": { schema: { type: "string", const: "Bearer" } } },
  "rate-limited": retryAfter,
  overloaded: retryAfter,
  timeout: retryAfter,
};

function finishAnswer(status: number, { description, content }: DocumentedResponse, refused: Set<Code>) {
  if (status === 204) return { description };
  const schema = content?.["application/json"]?.schema ?? content?.["text/plain"]?.schema ?? {};
  if (schema.$ref === "#/components/schemas/Problem") {
    const code = codeOf(status);
    refused.add(code);
    return { $ref: `#/components/responses/${code}` };
  }
  const isDescribed = !description.startsWith("Response for status");
  return {
    description: isDescribed ? description : status === 201 ? "Created" : "OK",
    ...(status === 503 && { headers: retryAfter }),
    content: { [schema.contentMediaType ?? "application/json"]: { schema, example: schema.examples?.[0] } },
  };
}

/** Two codes share 503: returns the one that every route may answer with. */
function codeOf(status: number): Code {
  const codes = Object.keys(statusOf) as Code[];
  return codes.find((code) => statusOf[code] === status) ?? "internal";
}

function refusal(code: Code) {
  const status = statusOf[code];
  const example = { type: "about:blank", title: titleOf(code), status, code };
  return {
    description: meanings[code],
    headers: headers[code],
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" }, example } },
  };
}
