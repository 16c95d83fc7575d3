import { expect, test } from "bun:test";

import { Type } from "@sinclair/typebox";

import { path, placed } from "./protocol";
import { readSources, tablesOf } from "./protocol/tables";

test("docs/protocol.md is what the schemas say: else `bun run docs:protocol`", async () => {
  const document = await Bun.file(path).text();
  expect(document).toBe(placed(document, tablesOf(await readSources())));
});

test("a field more and other words of a frame are seen, and a call less", async () => {
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

test("a table without a place is told, and a place without a table", () => {
  const document = "<!-- table: one -->\nold\n<!-- /table -->\n";
  expect(placed(document, { one: "new" })).toBe("<!-- table: one -->\n\nnew\n\n<!-- /table -->\n");
  expect(() => placed(document, { one: "", two: "" })).toThrow("no place for two");
  expect(() => placed(document, {})).toThrow(`no table "one"`);
});
