import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import { holds, neverChanged, plain, type Stored } from "../history";
import { open } from "../sqlite";
import { tablesOf } from "./tables";

const piece = fc.constantFrom(
  ..."http|https|HTTPS|://|:/|/|a|Z|9|_|-|[|]|.| |\n|\u007f|\u0080|감|🥔|\uffff|ſ|İ".split("|"),
);
// Often with more of an address than chance brings.
const text = fc
  .tuple(fc.array(piece, { maxLength: 4 }), fc.boolean(), fc.array(piece, { maxLength: 4 }))
  .map(([before, isLikely, after]) => [...before, isLikely ? "http://" : "", ...after].join(""));

test("what is in the tables and what is not yet there have the same rule for links", () => {
  const dir = mkdtempSync(join(tmpdir(), "potato-links-"));
  const history = open(dir);
  const tables = tablesOf(history.file);
  let rooms = 0;
  try {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200, size: "max" }), (texts) => {
        const roomId = `room-${++rooms}`;
        const messages = texts.map((own, nth): Stored => {
          const at = { authorId: "ann", clientId: `no-${nth}`, seq: nth + 1, ordinal: nth + 1, at: nth };
          return { ...plain, ...neverChanged, ...at, roomId, text: own };
        });
        history.put(messages);
        const found = tables.having(roomId, { kind: "link", limit: 1000 });
        const linked = messages.filter((message) => holds.link(message)).reverse();
        expect(found.map((message) => message.text)).toEqual(linked.map((message) => message.text));
      }),
      { numRuns: 60 },
    );
  } finally {
    history.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
