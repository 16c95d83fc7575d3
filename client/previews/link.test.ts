import { expect, test } from "bun:test";

import { firstLinkIn } from "./link";

// The server finds a link by how it is written, so that is what it is asked for.
test.each([
  ["see https://potato.kr/menu에서", "https://potato.kr/menu"],
  ["first a.com, then b.com", "a.com"],
  ["**(HTTPS://Potato.kr)**", "HTTPS://Potato.kr"],
  ["[our menu](https://potato.kr) or b.com", "https://potato.kr"],
  ["~~*a.com*~~", "a.com"],
  ["> quoted a.com\n\nb.com", "a.com"],
  ["- one\n- a.com", "a.com"],
  ["<@someone> https://a.com/<@other>", "https://a.com/"],
  ["`a.com` b.com", "b.com"],
  ["```\na.com\n```\nb.com", "b.com"],
  ["[mail](mailto:ann@a.com) b.com", "b.com"],
])("the first link of %j is %s", (text, written) => {
  const found = firstLinkIn(text);
  expect(found?.written).toBe(written);
  expect(text).toContain(written);
});

test.each(["", "no link", "ann@a.com", "3.5", "`a.com`", "notes.md", "[mail](mailto:ann@a.com)"])(
  "%j has none",
  (text) => {
    expect(firstLinkIn(text)).toBeUndefined();
  },
);
