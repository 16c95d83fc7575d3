import { expect, test } from "bun:test";

import fc from "fast-check";

import { hasLink } from "../../src/previews/links";
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

// Two sides look for it in their own way. Where they did not agree, the server would say that there is no such link.
const piece = fc.constantFrom(
  ..."https://a.com|http://b.kr/c|www.c.kr|d.co.kr|/e|?f=1|#g|.|,|:|;|!|?|'|(|)|[|]|](|*|**|~~|`|_|-|/|@|=|&|%20| |\n|> |감자|에서|이거|ㅋㅋ|を見て|👍|a|1|“|”|<|>|{|}|…|、|:8080|\u202e|://|HTTPS://".split(
    "|",
  ),
);
test("whatever link is found here is found by the server, too", () =>
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("").trim();
      const found = firstLinkIn(text);
      if (found)
        expect([text, found.written, hasLink(text, found.written)]).toEqual([text, found.written, true]);
    }),
    { numRuns: 20_000 },
  ));
