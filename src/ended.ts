import { beforeAll, describe, expect, test } from "bun:test";

import { type Guest, guests, type Line, within } from "./guests";
import type { Room } from "./protocol/room";
import { on, socketOn } from "./rigs";

const SOON_MS = 1000;

/** Tests of the open rig: whoever is on `there` has lost access within a second of what is asked on `here`. */
export function endsAccess(machines: { here: number; there: number }): void {
  const here = <T>(work: () => Promise<T>) => on(machines.here, work);
  const there = <T>(work: () => Promise<T>) => on(machines.there, work);

  describe("what ends access on one machine ends it on another within a second:", () => {
    let [ann, bob] = [] as unknown as [Guest, Guest];
    let room: Room;
    let his: Line;
    beforeAll(async () => {
      [ann, bob] = await guests(2);
      room = await ann.group("밖", [bob]);
      his = await socketOn(machines.there, bob);
      await his.fence();
    });

    test("a kick", async () => {
      await here(() => ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`));
      await within(
        SOON_MS,
        his.hears("room.left", ({ roomId }) => roomId === room.id),
      );
      his.say({ type: "message.send", roomId: room.id, clientId: "after-the-kick", text: "still here?" });
      expect(await his.hears("refused")).toMatchObject({ ref: "after-the-kick", code: "not-found" });
    });

    test("a block", async () => {
      const direct = await ann.direct(bob);
      await there(() => bob.says(direct, "먼저"));
      await here(() => ann.call("PUT", `/api/blocks/${bob.id}`));
      const isHidden = async () => {
        const { seq } = (await there(() => bob.says(direct, "여보세요"))).body.message;
        const { messages } = await ann.history(direct);
        return Bun.deepEquals(messages.at(-1), { roomId: direct.id, seq, kind: "hidden" });
      };
      const hidden = async () => {
        while (!(await isHidden()));
      };
      await within(SOON_MS, hidden());
    });

    test("a sign-out", async () => {
      const other = await bob.again();
      const line = await socketOn(machines.there, other);
      await here(() => other.call("DELETE", "/api/sessions/current"));
      expect(await within(SOON_MS, line.closed)).toBe(4401);
      expect((await there(() => other.call("GET", "/api/me"))).status).toBe(401);
    });
  });
}
