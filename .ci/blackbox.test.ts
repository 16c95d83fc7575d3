import { expect, test } from "bun:test";

import { readTests, sorted } from "./blackbox";

const asks = `import { guests } from "../guests";`;

test("every test file is asked of several machines, or has its reason", async () => {
  const { outside, inside } = sorted(await readTests());
  expect(outside).toContain("src/messages/messages.test.ts");
  expect(inside.map(([path]) => path)).toContain("src/messages/crash.test.ts");
});

test("who reaches inside without a reason is found, and so is a reason for a file that is gone", () => {
  const files = [
    { path: "src/a.test.ts", source: `${asks} import * as local from "../bus/local"; local.everyone()` },
  ];
  expect(() => sorted(files, {})).toThrow("src/a.test.ts reaches inside, by ../bus/local");
  expect(() => sorted([], { "it was so": ["src/b.test.ts"] })).toThrow("src/b.test.ts opens no house");
  expect(sorted(files, { "it must": ["src/a.test.ts"] })).toEqual({
    outside: [],
    inside: [["src/a.test.ts", "it must"]],
  });
});

test("types reach nothing, and who opens no house is no matter of this", () => {
  const typed = `${asks} import type { App } from "../app"; guests(1)`;
  const files = [
    { path: "src/a.test.ts", source: typed },
    { path: "src/b.test.ts", source: `import { env } from "../env"; env` },
  ];
  expect(sorted(files, {})).toEqual({ outside: ["src/a.test.ts"], inside: [] });
});
