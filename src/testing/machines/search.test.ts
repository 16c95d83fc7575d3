import { afterAll, beforeAll, expect, test } from "bun:test";

import { guests } from "../people/guests";
import { goTo, on, openRig, rig } from "../servers/rigs";
import { finds, searched } from "../wire/searched";

// Each machine has an index of its own, of what all of them have stored.

// `AWAY=10000` for the whole of it.
const AWAY = Number(process.env["AWAY"] ?? 1000);
const AT_ONCE = 20;

beforeAll(async () => {
  await openRig({ accounts: "shared" });
  goTo(0);
}, 60_000);
afterAll(() => rig.close());

test("what one machine stores, changes and deletes, the other finds, also one that was away meanwhile", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("two machines", [bob]);
  const { seq } = (await ann.says(room, "처음 감자")).body.message;
  await on(1, () => finds(bob, "감자", ["처음 감자"]));
  await ann.call("PATCH", `/api/rooms/${room.id}/messages/${seq}`, { text: "처음 고구마" });
  await on(1, () => finds(bob, "감자", []));
  await on(1, () => finds(bob, "고구마", ["처음 고구마"]));

  await rig.machines[1]!.kill();
  await ann.call("DELETE", `/api/rooms/${room.id}/messages/${seq}`);
  for (let from = 0; from < AWAY; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, AWAY - from) }, (_, nth) => `번호 ${from + nth}번`);
    const answers = await Promise.all(some.map((text) => ann.says(room, text)));
    for (const { status } of answers) expect(status).toBe(201);
  }
  await rig.machines[1]!.start();
  await on(1, async () => {
    await finds(bob, `번호 ${AWAY - 1}번`, [`번호 ${AWAY - 1}번`]);
    await finds(bob, "고구마", []);
    let count = 0;
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof searched>> = await searched(bob, "번호", {
        limit: 50,
        ...(cursor !== null && { cursor }),
      });
      count += page.texts.length;
      cursor = page.cursor;
    } while (cursor !== null);
    expect(count).toBe(AWAY);
  });
  await ann.says(room, "마지막 감자");
  await on(1, () => finds(bob, "마지막", ["마지막 감자"]));
}, 120_000);
