// The REST calls, from the OpenAPI document.
import type { Schema, Schemas } from "../../src/ops/sample";
import { code, table } from "./markdown";
import { namesOf } from "./shapes";

type Bodies = Record<string, { schema: Schema }>;
type Call = {
  tags: string[];
  summary: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Bodies };
  responses: Record<string, { content?: Bodies }>;
};
export type OpenApi = {
  tags: { name: string }[];
  paths: Record<string, Record<string, Call>>;
  components: { schemas: Schemas };
};

/** One row per call, grouped by tag. */
export function callTable({ tags, paths, components: { schemas } }: OpenApi): string {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => {
      const name = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
      return { tag: call.tags[0], row: [code(name), takenBy(call), answersOf(call), call.summary] };
    }),
  );
  const rows = tags.flatMap(({ name }) => calls.filter(({ tag }) => tag === name).map(({ row }) => row));
  return table(["call", "takes", "answers", "what for"], rows);

  function takenBy({ parameters = [], requestBody }: Call): string {
    const queries = parameters
      .filter((one) => one.in === "query")
      .map(({ name, required }) => (required ? name : `${name}?`));
    return [...(queries.length > 0 ? [`query \`${queries.join(", ")}\``] : []), ...bodies(requestBody)].join(
      ", ",
    );
  }

  function answersOf({ responses }: Call): string {
    const good = Object.entries(responses).filter(([status]) => Number(status) < 300);
    return good.map(([status, answer]) => [status, ...bodies(answer)].join(" ")).join(", ");
  }

  function bodies({ content = {} }: { content?: Bodies } = {}): string[] {
    return Object.entries(content).map(([type, { schema }]) => {
      const whole = schemas[schema.$ref?.split("/").at(-1) ?? ""] ?? schema;
      return type === "application/json" ? namesOf(whole) : type;
    });
  }
}
