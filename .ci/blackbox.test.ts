import { expect, test } from "bun:test";

import { readTests, classify } from "./blackbox";

const asks = `import { guests } from "../guests";`;

test("every test file also runs against several machines, or has a reason not to", async () => {
  const { outside, inside } = classify(await readTests());
  expect(outside).toContain("src/messages/messages.test.ts");
  expect(inside.map(([path]) => path)).toContain("src/messages/crash.test.ts");
});

test("finds internal imports without a reason, and a reason for a file that is gone", () => {
  const files = [
    { path: "src/a.test.ts", source: `${asks} import * as local from "../bus/local"; local.everyone()` },
  ];
  expect(() => classify(files, {})).toThrow("src/a.test.ts imports internals: ../bus/local");
  expect(() => classify([], { "it was so": ["src/b.test.ts"] })).toThrow("src/b.test.ts starts no server");
  expect(classify(files, { "it must": ["src/a.test.ts"] })).toEqual({
    outside: [],
    inside: [["src/a.test.ts", "it must"]],
  });
});

test("ignores type imports, and files that start no server", () => {
  const typed = `${asks} import type { App } from "../app"; guests(1)`;
  const files = [
    { path: "src/a.test.ts", source: typed },
    { path: "src/b.test.ts", source: `import { env } from "../env"; env` },
  ];
  expect(classify(files, {})).toEqual({ outside: ["src/a.test.ts"], inside: [] });
});
