import { expect } from "playwright/test";

import { test } from "./people";
import { numbered, row } from "./reading";
import { account, by, group, read, say } from "./rest";

test("members see the quoted message, loaded or not; later members only see that it is from before they joined", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(me!, "Before Bob", []);
  const last = await say(me!, room, numbered(2, 120));
  await by(me!, "PUT", `/api/rooms/${room.id}/members/${other!.id}`, {});
  await Promise.all([read(me!, room, last + 1), read(other!, room, last + 1)]);
  await Promise.all([ann.opens(room.title), bob.opens(room.title)]);
  await expect(row(ann, last)).toBeVisible();

  const far = await say(me!, room, ["of long ago"], 20);
  const near = await say(me!, room, ["of just now"], last);
  const quoteIn = (person: typeof ann, seq: number) =>
    row(person, seq).getByRole("button", { name: /^Reply to/ });
  await expect(quoteIn(ann, near)).toContainText(`no. ${last} `);
  await expect(quoteIn(ann, far)).toContainText("no. 20 ");
  for (const seq of [far, near]) {
    await expect(quoteIn(bob, seq)).toContainText("Sent before you joined");
    await expect(quoteIn(bob, seq)).toBeDisabled();
  }
  await quoteIn(ann, far).click();
  await expect(row(ann, 20)).toBeInViewport();
});

test("at the daily limit the page says until when, and keeps the text", async ({ people, server }) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Too much", []);
  let isOver = true;
  await ann.page.routeWebSocket(/\/ws$/, (page) => {
    const there = page.connectToServer();
    page.onMessage((data) => {
      const frame = JSON.parse(String(data)) as { type: string; clientId: string };
      if (!isOver || frame.type !== "message.send") return there.send(data);
      const refused = { type: "refused", ref: frame.clientId, roomId: room.id, code: "rate-limited" };
      page.send(JSON.stringify({ ...refused, retryAfterMs: 3_600_000 }));
    });
  });
  await ann.page.reload();
  await ann.opens(room.title);
  await ann.field.fill("my last word");
  await ann.field.press("Enter");
  const alert = ann.log.getByRole("alert");
  await expect(alert).toContainText("reached the daily limit");
  await ann.page.reload();
  await expect(alert).toContainText("reached the daily limit");
  isOver = false;
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(alert).toHaveCount(0);
  await expect(row(ann, 2)).toContainText("my last word");
});
