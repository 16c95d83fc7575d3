import { expect, test } from "bun:test";

import fc from "fast-check";

import { firstLinkIn, linksIn } from "../../client/previews/link";
import { hasAddress } from "../protocol/text";
import { hasLink } from "./links";

// Two sides look for it in their own way. Where they did not agree, the server would say that there is no such link.
const piece = fc.constantFrom(
  ..."https://a.com|http://b.kr/c|www.c.kr|d.co.kr|/e|?f=1|#g|.|,|:|;|!|?|'|(|)|[|]|](|*|**|~~|`|_|-|/|@|=|&|%20| |\n|> |감자|에서|이거|ㅋㅋ|を見て|👍|a|1|“|”|<|>|{|}|…|、|:8080|\u202e|://|HTTPS://".split(
    "|",
  ),
);
test("whatever link the page finds is found here, too", () =>
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("").trim();
      const found = firstLinkIn(text);
      if (found)
        expect([text, found.written, hasLink(text, found.written)]).toEqual([text, found.written, true]);
      // What the page lists of a room's links is in messages that history has among those with links.
      if (linksIn(text).some(({ written }) => /^https?:/i.test(written)))
        expect([text, hasAddress(text)]).toEqual([text, true]);
    }),
    { numRuns: 20_000 },
  ));
