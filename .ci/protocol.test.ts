import { expect, test } from "bun:test";

import { Type } from "@sinclair/typebox";

import { path, withTables } from "./protocol";
import { readSources, tablesOf } from "./protocol/tables";

test("docs/protocol.md matches the schemas; if not, run `bun run docs:protocol`", async () => {
  const document = await Bun.file(path).text();
  expect(document).toBe(withTables(document, tablesOf(await readSources())));
});

test("a new field, a changed description and a removed call change the tables", async () => {
  const sources = await readSources();
  const typing = { ...sources.serverFrames.typing, description: "Someone is thinking." };
  typing.properties = Object.assign({ mood: Type.Array(Type.String(), { maxItems: 3 }) }, typing.properties);
  const serverFrames = { ...sources.serverFrames, typing };
  const { "/api/me": _, ...paths } = sources.openapi.paths;
  const after = tablesOf({ ...sources, serverFrames, openapi: { ...sources.openapi, paths } });
  expect(after["server frames"]).toContain(
    "| `typing` | `mood?` list of string: at most 3<br>`roomId` id<br>`userId` id | Someone is thinking. |",
  );
  expect(after["calls"]).not.toContain("GET /api/me`");
});

test("throws for a table without markers, and for markers without a table", () => {
  const document = "<!-- table: one -->\nold\n<!-- /table -->\n";
  expect(withTables(document, { one: "new" })).toBe("<!-- table: one -->\n\nnew\n\n<!-- /table -->\n");
  expect(() => withTables(document, { one: "", two: "" })).toThrow("no place for two");
  expect(() => withTables(document, {})).toThrow(`no table "one"`);
});
