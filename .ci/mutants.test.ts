import { expect, test } from "bun:test";
import { join } from "node:path";

import { changeMutants } from "./mutants/changes";
import { pageMutants } from "./mutants/page";
import { pushMutants } from "./mutants/push";
import { searchMutants } from "./mutants/search";
import { serverMutants } from "./mutants/server";

// `bun run mutants` takes half an hour and is not part of `bun run test`. This only checks that it can still run.
test("the text that each mutant replaces is found exactly once, and its test exists", async () => {
  const read = (path: string) => Bun.file(join(import.meta.dir, "..", path)).text();
  const wrong: string[] = [];
  for (const { name, test: path, changes } of [
    ...serverMutants,
    ...changeMutants,
    ...pageMutants,
    ...searchMutants,
    ...pushMutants,
  ]) {
    await read(path);
    for (const [file, from] of changes)
      if ((await read(file)).split(from).length !== 2) wrong.push(`${name}: ${file}`);
  }
  expect(wrong).toEqual([]);
});
