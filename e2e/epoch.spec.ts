import { expect } from "playwright/test";

import { test } from "./people";
import { two } from "./rest";

test("after a restore of the server's store the page drops what it holds, and begins anew", async ({
  people,
  server,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Another past", ["one"]);
  // Between the page and the server: the store says that it has another past.
  const past = { isAnother: false };
  await ann.page.routeWebSocket("**/ws", (socket) => {
    const upstream = socket.connectToServer();
    upstream.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; epoch?: string };
      if (frame.type === "welcome" && past.isAnother) frame.epoch = "another";
      socket.send(JSON.stringify(frame));
      if (frame.type === "message.new" && !past.isAnother) {
        past.isAnother = true;
        void socket.close();
      }
    });
  });
  await ann.page.reload();
  await ann.isInRoom(room.title);
  await ann.field.fill("not sent yet");
  const loaded = ann.page.waitForEvent("load");
  await bob.says("the last of this past");
  await loaded;
  await ann.isInRoom(room.title);
  await ann.hears("the last of this past");
  await expect(ann.field).toHaveValue("not sent yet");
});
