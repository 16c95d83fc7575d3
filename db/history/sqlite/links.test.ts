import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import { holds, neverChanged, plain, type Stored } from "../history";
import { open } from "../sqlite";

const piece = fc.constantFrom(
  ..."http|https|HTTPS|://|:/|/|a|Z|9|_|-|[|]|.| |\n|\u007f|\u0080|감|🥔|\uffff|ſ|İ".split("|"),
);

test("what is in the tables and what is not yet there have the same rule for links", () => {
  const dir = mkdtempSync(join(tmpdir(), "potato-links-"));
  const history = open(dir);
  let seq = 0;
  const found = async (text: string): Promise<[boolean, boolean]> => {
    const at = { roomId: "room", authorId: "ann", clientId: `no-${++seq}`, seq, ordinal: seq, at: seq };
    const message: Stored = { ...plain, ...neverChanged, ...at, text };
    history.put([message]);
    const [newest] = await history.having("room", { kind: "link", limit: 1 });
    return [newest?.seq === seq, holds.link(message)];
  };
  return fc
    .assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const [isInTables, isLink] = await found(pieces.join(""));
        expect(isInTables).toBe(isLink);
      }),
      { numRuns: 3000 },
    )
    .finally(() => {
      history.close();
      rmSync(dir, { recursive: true, force: true });
    });
});
