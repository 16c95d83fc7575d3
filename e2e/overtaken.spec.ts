import { expect } from "playwright/test";

import { test } from "./people";
import { account, by, group, read, say } from "./rest";
import { loadsOvertaken } from "./trouble/overtaken";

test("what happens to chats while their list is on its way is not undone by it", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Slow list", [me!]);
  const last = await say(bob!, room, ["one", "two"]);
  const left = await group(bob!, "Left meanwhile", [me!]);
  await ann.goesTo("Chats");
  await ann.hasUnread(room.title, 2);

  await loadsOvertaken(ann.page, {
    path: "/api/rooms",
    frame: "room.kept",
    change: async () => {
      await read(me!, room, last);
      await by(me!, "DELETE", `/api/rooms/${left.id}/members/${me!.id}`);
      await by(bob!, "PATCH", `/api/rooms/${room.id}`, { title: "Quick list" });
      await by(me!, "PATCH", `/api/rooms/${room.id}/me`, { notify: "none" });
    },
  });
  await expect(ann.room("Quick list").getByRole("img", { name: "Notifications off" })).toBeVisible();
  await ann.hasUnread("Quick list", 0);
  await expect(ann.room(room.title)).toHaveCount(0);
  await expect(ann.room(left.title)).toHaveCount(0);
});
