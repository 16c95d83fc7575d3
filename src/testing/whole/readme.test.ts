import { afterAll, beforeAll, expect, test } from "bun:test";

import { house, openHouse } from "../people/guests";

beforeAll(() => openHouse({ DEMO: "1" }));
afterAll(() => house.close());

test("the README's curl calls work as they are written", async () => {
  const readme = await Bun.file(`${import.meta.dir}/../../../README.md`).text();
  const script = /```sh\n(URL=[\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const calls = script.replace("http://localhost:3000", house.url).replaceAll("curl ", "curl -f ");
  const shell = Bun.spawn(["bash", "-euo", "pipefail", "-c", calls], { stdout: "pipe", stderr: "inherit" });
  let output = "";
  for await (const part of shell.stdout) {
    output += new TextDecoder().decode(part);
    if (output.includes("event: welcome")) break;
  }
  shell.kill();
  expect(output).toContain('"text":"안녕하세요! 🥔"');
  expect(output).toContain('"head":1');
  expect(output).toContain("event: welcome");
});
