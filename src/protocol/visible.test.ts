import { expect, test } from "bun:test";

import * as client from "../../client/messages/composer/blank";
import * as server from "./visible";

test("client and server agree on what cannot be seen, letter by letter", () => {
  const differ: string[] = [];
  let blank = 0;
  for (let code = 0; code <= 0x10ffff; code++) {
    const letter = String.fromCodePoint(code);
    if (server.isBlank(letter)) blank++;
    if (server.isBlank(letter) !== client.isBlank(letter)) differ.push(code.toString(16));
  }
  expect(differ).toEqual([]);
  // All that Unicode calls ignorable, some 4,000, and a hundred others.
  expect(blank).toBeWithin(4100, 4500);
});

test("what is compared as a name is stored and found alike, however often it is made", () => {
  for (const name of ["Ｐｏｔａｔｏ", "감자", "po\u200Dtato", "İstanbul", "Straße", "a\u{16FE4}b", "ﷺ"]) {
    const key = server.nameKey(name);
    expect(server.nameKey(key)).toBe(key);
  }
  expect(server.nameKey("po\uFFFCta\u{1D159}to\u{16FE4}")).toBe("potato");
});
