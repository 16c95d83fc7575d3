import { afterAll, beforeAll, expect, test } from "bun:test";

import { house, openHouse } from "../people/guests";

beforeAll(() => openHouse({ DEMO: "1" }));
afterAll(() => house.close());

test("the README's curl calls work as they are written", async () => {
  const readme = await Bun.file(`${import.meta.dir}/../../../README.md`).text();
  const script = /```sh\n(URL=[\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const calls = script.replace("http://localhost:3000", house.url).replaceAll("curl ", "curl -f ");
  const shell = Bun.spawn(["bash", "-euo", "pipefail", "-c", calls], { stdout: "pipe", stderr: "inherit" });
  let heard = "";
  for await (const part of shell.stdout) {
    heard += new TextDecoder().decode(part);
    if (heard.includes("event: welcome")) break;
  }
  shell.kill();
  expect(heard).toContain('"text":"안녕하세요! 🥔"');
  expect(heard).toContain('"head":1');
  expect(heard).toContain("event: welcome");
});
