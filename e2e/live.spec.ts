import { expect } from "playwright/test";

import { across, test } from "./people";
import { account, by, group, say, two } from "./rest";
import type { Line } from "./trouble/line";

test(
  "the room list stays live over server-sent events, with unread counts, also of new rooms",
  across,
  async ({ people, server, line }) => {
    line.blocksSockets("refused");
    const [ann] = await people(1);
    await ann.comesBy(line);
    await ann.goesTo("Chats");
    await isFedBy(line);
    const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
    const [one, other] = [await group(bob!, "Served one", [me!]), await group(bob!, "Served two", [me!])];
    await say(bob!, one, ["knock"]);
    await say(bob!, one, ["knock, knock"]);
    await ann.hasUnread(one.title, 2);
    await say(bob!, other, ["and here"]);
    await ann.hasUnread(other.title, 1);
    // The room with the newest message is above the other; favourites are above both.
    await expect(
      ann.rooms
        .getByRole("link")
        .filter({ hasText: /Served/ })
        .first(),
    ).toContainText(other.title);
  },
);

for (const how of ["refused", "hanging"] as const) {
  test(
    `where WebSockets are ${how}, people write, are heard, and have read`,
    across,
    async ({ people, server, line }) => {
      line.blocksSockets(how);
      const { ann, bob, room } = await two(people, server.url, `No sockets: ${how}`);
      await ann.comesBy(line);
      await ann.opens(room.title);
      await isFedBy(line);

      await ann.says("can you hear me?");
      await bob.hears("can you hear me?");
      await expect(ann.log).not.toContainText("sending");
      await bob.says("loud and clear");
      await ann.hears("loud and clear");
      await ann.hasUnread(room.title, 0);
      await expect(ann.page.getByText("Reconnecting…")).toHaveCount(0);

      const me = await account(server.url, "test1");
      const asKept = async () => {
        const answer = (await by(me, "GET", `/api/rooms/${room.id}`)) as {
          room: { me: { unread: number; cursor: number }; head: number };
        };
        return { unread: answer.room.me.unread, hasReadAll: answer.room.me.cursor === answer.room.head };
      };
      await expect.poll(asKept).toEqual({ unread: 0, hasReadAll: true });
    },
  );
}

test("a lost feed reconnects and gets what it missed", async ({ people, server, line }) => {
  line.blocksSockets("refused");
  const { ann, bob, room } = await two(people, server.url, "Lost and found");
  await ann.comesBy(line);
  await ann.opens(room.title);
  await isFedBy(line);
  await bob.says("before");
  await ann.hears("before");

  await line.cut();
  for (const text of ["one", "two", "three"]) await bob.says(text);
  await ann.field.fill("and mine");
  await ann.field.press("Enter");
  await expect(ann.log).toContainText("sending");
  await line.mend();
  await bob.hears("and mine");
  await ann.hears("three");
  await expect(ann.log).not.toContainText("sending");
  const said = await ann.log.locator("p").allInnerTexts();
  expect(said.slice(-5)).toEqual(["before", "one", "two", "three", "and mine"]);

  // Also without an online event of the browser.
  line.drop("feed");
  await bob.says("after");
  await ann.hears("after");
});

test("a feed whose token is refused is opened again with a fresh one", async ({ people, server, line }) => {
  line.blocksSockets("refused");
  const { ann, bob, room } = await two(people, server.url, "Fresh tokens");
  await ann.comesBy(line);
  await ann.opens(room.title);
  await isFedBy(line);
  const fresh = ann.page.waitForResponse("**/api/sessions/refresh");
  await ann.page.route("**/api/feed*", (route) => route.fulfill({ status: 401 }), { times: 1 });
  await ann.isRefused(401, async () => line.drop("feed"));
  await fresh;
  await bob.says("still there?");
  await ann.hears("still there?");
});

test("a message without a response over REST is sent again, and is stored once", async ({
  people,
  server,
  line,
}) => {
  line.blocksSockets("refused");
  const { ann, bob, room } = await two(people, server.url, "No answer");
  await ann.comesBy(line);
  await ann.opens(room.title);
  await isFedBy(line);
  let answers = 0;
  await ann.page.route("**/messages", async (route) => {
    if (route.request().method() !== "POST" || answers++ > 0) return route.continue();
    // The server has stored it; the response is lost.
    await route.fetch();
    await route.abort("connectionreset");
  });
  await ann.says("did that get through?");
  await bob.hears("did that get through?");
  await ann.says("it did");
  await bob.hears("it did");
  await expect(ann.log).not.toContainText("sending");
  await expect(bob.log.getByText("did that get through?", { exact: true })).toHaveCount(1);
  expect(answers).toBeGreaterThan(1);
});

test("signed out while a message is being sent: it is sent after the next sign-in", async ({
  people,
  server,
  line,
}) => {
  line.blocksSockets("hanging");
  const { ann, bob, room } = await two(people, server.url, "Signed out");
  await ann.comesBy(line);
  await ann.opens(room.title);
  await isFedBy(line);
  const messages = "**/messages";
  await ann.page.route(messages, (route) =>
    route.request().method() === "POST" ? route.abort("connectionreset") : route.continue(),
  );
  await ann.types("before I go");
  await expect(ann.log).toContainText("sending");
  await ann.signsOut();
  await ann.page.unroute(messages);
  await ann.signsIn("1234");
  await bob.hears("before I go");
  await expect(bob.log.locator(".bubble")).toHaveText(["before I go"]);
});

test("when the network allows sockets again, the page returns from the feed to a socket", async ({
  people,
  server,
  line,
}) => {
  line.blocksSockets("hanging");
  const { ann, bob, room } = await two(people, server.url, "Back again");
  await ann.comesBy(line);
  await ann.opens(room.title);
  await isFedBy(line);

  await line.cut();
  line.letsSocketsThrough();
  await line.mend();
  await expect.poll(() => [line.carries("socket"), line.carries("feed")]).toEqual([1, 0]);
  await ann.says("by socket");
  await bob.hears("by socket");

  // And blocked again, also for a page that is loaded then.
  line.blocksSockets("hanging");
  await isFedBy(line);
  await ann.page.reload();
  await bob.says("there you are");
  await ann.hears("there you are");
  await isFedBy(line);
});

test(
  "missed messages are fetched, and an unobtrusive line says how many",
  across,
  async ({ people, server, line }) => {
    const { ann, bob, room } = await two(people, server.url, "Holes", ["the first"]);
    const recovered = ann.page.getByText(/messages? recovered/);
    await ann.comesBy(line);
    await ann.opens(room.title);
    await ann.hears("the first");
    await line.cut();
    await ann.types("mine is no news to me");
    for (const text of ["one", "two", "three"]) await bob.says(text);
    await expect(recovered).toHaveCount(0);
    await line.mend();
    await expect(recovered).toHaveText("3 messages recovered");
    await ann.hears("three");
    await bob.hears("mine is no news to me");
    await expect(recovered).toHaveCount(0, { timeout: 15_000 });
  },
);

async function isFedBy(line: Line): Promise<void> {
  await expect.poll(() => line.carries("feed")).toBe(1);
}
