import { expect } from "playwright/test";

import { type Person, test } from "./people";
import {
  clicks,
  hasOldKey,
  hasPushService,
  keyOf,
  noticesIn,
  openedBy,
  pushesTo,
  renews,
  shows,
  totalsOf,
  workerOf,
} from "./push/platform";
import { account, by, group, type Made, say } from "./rest";

test.use({ serviceWorkers: "allow" });

const deviceSwitch = ({ page }: Person) => page.getByRole("switch", { name: "Notifications on this device" });

const rightNow = ({ page }: Person) => page.locator(".right-now");

async function turnsOn(person: Person): Promise<void> {
  await hasPushService(person);
  await person.isIn();
  await person.goesTo("Settings");
  await deviceSwitch(person).check();
  await expect(rightNow(person)).toContainText("Notifications are getting through.");
}

const message = (room: Made, seq: number, more: object = {}) => ({
  type: "message",
  roomId: room.id,
  seq,
  at: Date.now(),
  kind: "group",
  room: room.title,
  from: "Bob",
  text: `number ${seq}`,
  isMention: false,
  count: 1,
  unread: 1,
  ...more,
});

test("notifications are turned on in the settings, and the session's subscription is there until they are off", async ({
  people,
}) => {
  const [ann] = await people(1);
  await ann.goesTo("Settings");
  // This browser lets no page show any.
  await expect(ann.page.getByText("Notifications are blocked in this browser.")).toBeVisible();
  await turnsOn(ann);
  const put = ann.page
    .waitForResponse((one) => one.request().method() === "PUT", { timeout: 1000 })
    .catch(() => undefined);
  await ann.page.reload();
  await expect(deviceSwitch(ann)).toBeChecked();
  // The server knows it already.
  expect(await put).toBeUndefined();
  await ann.page.getByRole("button", { name: "Send me a test" }).click();
  // Nobody is at that address.
  await expect(ann.page.getByText("The browser's push service didn't accept it.")).toBeVisible();
  await deviceSwitch(ann).uncheck();
  await expect(rightNow(ann)).toContainText("This device gets no notifications.");
  await expect(ann.page.getByRole("button", { name: "Send me a test" })).toHaveCount(0);
});

test("a subscription is made anew where the browser drops it, and where the server has another key", async ({
  people,
}) => {
  const [ann] = await people(1);
  await turnsOn(ann);
  expect(await renews(await workerOf(ann))).toEqual([
    "POST /api/sessions/refresh 200",
    "GET /api/push 200",
    "POST /api/sessions/refresh 200",
    "PUT /api/push/subscriptions 204",
  ]);
  const key = await keyOf(ann);
  await hasOldKey(ann, "A".repeat(87));
  const put = ann.page.waitForResponse((one) => one.request().method() === "PUT");
  await ann.page.reload();
  expect((await put).status()).toBe(204);
  expect(await keyOf(ann)).toBe(key);
});

test("who says no to the browser is told where to change that", async ({ people }) => {
  const [ann] = await people(1);
  await hasPushService(ann, "denied");
  await ann.goesTo("Settings");
  await deviceSwitch(ann).click();
  await expect(ann.page.getByText("Notifications are blocked in this browser.")).toBeVisible();
  await expect(rightNow(ann)).toContainText("This device can't get notifications.");
});

test("a room has one notification, which counts, and is closed where its messages are read", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const [room, other] = [
    await group(bob!, "Pushed here", [me!]),
    await group(bob!, "Pushed elsewhere", [me!]),
  ];
  const last = await say(bob!, room, ["one", "two"]);
  await turnsOn(ann);
  const worker = await workerOf(ann);
  const push = await pushesTo(ann);

  await push(message(room, last - 1));
  await push(message(room, last, { count: 2 }));
  await push(message(other, 1, { kind: "direct", text: undefined, has: "image" }));
  await shows(worker, [
    { title: "Pushed here (2)", body: `Bob: number ${last}`, tag: room.id },
    { title: "Bob", body: "Sent a photo", tag: other.id },
  ]);
  // Late, and twice: the next one is the fence.
  await push(message(room, last - 1));
  await push(message(room, last));
  await push(message(other, 2, { from: undefined, room: undefined, text: undefined }));
  await shows(worker, [
    { title: "Pushed here (2)", body: `Bob: number ${last}` },
    { title: "Potato Chat", body: "New message" },
  ]);

  await push({ type: "read", roomId: other.id, seq: 2, total: 2 });
  await shows(worker, [{ tag: room.id }]);
  expect(await totalsOf(worker)).toEqual([2]);
  await ann.opens(room.title);
  await shows(worker, []);
  // What is on screen is not shown.
  await push(message(room, last + 1));
  await push(message(other, 3));
  await shows(worker, [{ tag: other.id }]);
});

test("a click goes to the message in the page that is open; without a page its address does", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Clicked here", [me!]);
  const seq = await say(bob!, room, ["the one", "and another"]);
  await turnsOn(ann);
  const worker = await workerOf(ann);
  const push = await pushesTo(ann);
  await push(message(room, seq - 1));
  await shows(worker, [{ tag: room.id }]);
  await clicks(worker, { tag: room.id });
  await ann.isInRoom(room.title);
  await expect(ann.message("the one")).toBeInViewport();
  await shows(worker, []);

  await ann.goesTo("Settings");
  await ann.page.goto(`${server.url}/rooms/${room.id}?at=${seq}`);
  await ann.isInRoom(room.title);
  await expect(ann.page).toHaveURL(new RegExp(`/rooms/${room.id}$`));
});

test("a message is answered and marked as read from its notification, without a page", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Answered from afar", [me!]);
  const seq = await say(bob!, room, ["are you there?"]);
  await turnsOn(ann);
  const worker = await workerOf(ann);
  const push = await pushesTo(ann);
  const unread = async () =>
    ((await by(me!, "GET", `/api/rooms/${room.id}`)) as { room: { me: { unread: number } } }).room.me.unread;

  await push(message(room, seq));
  await shows(worker, [{ tag: room.id }]);
  expect(await unread()).toBe(1);
  await clicks(worker, { tag: room.id, action: "read" });
  expect(await unread()).toBe(0);

  await push(message(room, seq + 1));
  await shows(worker, [{ tag: room.id }]);
  await clicks(worker, { tag: room.id, action: "reply", reply: "from afar" });
  expect(await noticesIn(worker)).toEqual([]);
  await ann.opens(room.title);
  await ann.hears("from afar");
});

test("an answer that does not get through waits for a page, and is sent once", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Answered in a tunnel", [me!]);
  const seq = await say(bob!, room, ["where are you?"]);
  await turnsOn(ann);
  const worker = await workerOf(ann);
  const push = await pushesTo(ann);
  await push(message(room, seq));
  await shows(worker, [{ tag: room.id }]);
  ann.allowed.push((fault) => fault.includes("ERR_INTERNET_DISCONNECTED"));
  await ann.page.context().setOffline(true);
  await clicks(worker, { tag: room.id, action: "reply", reply: "in a tunnel" });
  await shows(worker, [
    { title: "Potato Chat", body: "Your reply is not sent yet. It will be once you open the app." },
  ]);
  await ann.page.context().setOffline(false);
  await ann.page.reload();
  await ann.opens(room.title);
  await ann.hears("in a tunnel");
  const texts = async () => {
    const { messages } = (await by(me!, "GET", `/api/rooms/${room.id}/messages`)) as {
      messages: { text: string }[];
    };
    return messages.map(({ text }) => text).filter(Boolean);
  };
  await expect.poll(texts).toEqual(["where are you?", "in a tunnel"]);
});

test("after a sign-out nothing is left on the screen, and nothing comes", async ({ stranger }) => {
  await stranger.signsUp("Push and go", "hot-potato-soup");
  await turnsOn(stranger);
  const worker = await workerOf(stranger);
  const push = await pushesTo(stranger);
  const room = { id: crypto.randomUUID(), title: "Gone" };
  await push(message(room, 1));
  await shows(worker, [{ tag: room.id }]);
  await stranger.goesTo("Settings");
  await stranger.page.getByRole("button", { name: "Sign out", exact: true }).click();
  await stranger.isAtTheDoor();
  await shows(worker, []);
  await push(message(room, 2));
  await stranger.signsIn("hot-potato-soup");
  await stranger.goesTo("Settings");
  await deviceSwitch(stranger).check();
  await expect(rightNow(stranger)).toContainText("getting through");
  await push(message(room, 3));
  await shows(worker, [{ body: "Bob: number 3" }]);
  expect(await openedBy(worker)).toEqual([]);
});

test("hidden contents, quiet time and keywords are kept for all devices, and what comes through is said", async ({
  stranger,
  again,
}) => {
  await stranger.signsUp("Quiet Quinoa", "hot-potato-soup");
  await turnsOn(stranger);
  const { page } = stranger;
  await page.getByRole("switch", { name: "Hide message contents" }).check();
  await page.getByRole("switch", { name: "Quiet time" }).check();
  await page.getByLabel("From", { exact: true }).fill("00:00");
  await page.getByLabel("To", { exact: true }).fill("00:00");
  await page.getByLabel("To", { exact: true }).blur();
  await expect(rightNow(stranger)).toContainText("It's quiet time, all day long.");
  await page.getByRole("checkbox", { name: "Sunday" }).press("Space");
  await page.getByRole("textbox", { name: "Keywords" }).fill("감자");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: "Keywords" }).fill("감자");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "already have" })).toBeVisible();

  const also = await again(stranger, "hot-potato-soup");
  await also.goesTo("Settings");
  await expect(also.page.getByRole("switch", { name: "Hide message contents" })).toBeChecked();
  await expect(also.page.getByRole("checkbox", { name: "Sunday" })).not.toBeChecked();
  await expect(also.page.getByLabel("From", { exact: true })).toHaveValue("00:00");
  await also.page.getByRole("button", { name: "Remove 감자" }).click();
  await expect(page.getByRole("button", { name: "Remove 감자" })).toHaveCount(0);
});

test("a chat is muted for an hour, which every page of mine shows, and which ends by itself", async ({
  people,
  server,
  tabOf,
}) => {
  const [ann] = await people(1);
  const me = await account(server.url, "test1");
  const room = await group(me, "Muted a while", []);
  await ann.opens(room.title);
  const tab = await tabOf(ann);
  await ann.looksIntoRoom();
  await ann.info.getByLabel("Notifications").selectOption("None");
  await ann.info.getByLabel("For how long").selectOption("1 hour");
  await expect(ann.info.getByLabel("For how long").locator("option:checked")).toHaveText(
    /^Off until .+ (today|tomorrow)$/,
  );
  const bell = tab.room(room.title).getByRole("img", { name: "Notifications off" });
  await expect(bell).toBeVisible();
  await by(me, "PATCH", `/api/rooms/${room.id}/me`, { notify: "none", notifyUntil: Date.now() + 1500 });
  await expect(bell).toBeHidden();
  await expect(ann.info.getByLabel("Notifications")).toHaveValue("all");
});

test("notifications are offered once, to who has missed messages", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(bob!, "Missed by chance", [me!]);
  await hasPushService(ann);
  await ann.isIn();
  await workerOf(ann);
  await expect(ann.navigation.locator(".rail-potato img")).toBeVisible();
  await ann.goesTo("Chats");
  const offer = ann.page.getByRole("region", { name: "Never miss a message" });
  await say(bob!, room, ["seen", "seen, too"]);
  await ann.hasUnread(room.title, 2);
  await isHidden(ann, true);
  await say(bob!, room, ["missed"]);
  await ann.hasUnread(room.title, 3);
  await expect(offer).toHaveCount(0);
  await say(bob!, room, ["missed, too"]);
  await ann.hasUnread(room.title, 4);
  await isHidden(ann, false);
  await offer.getByRole("button", { name: "Not now" }).click();
  await expect(offer).toHaveCount(0);
  await ann.page.reload();
  await isHidden(ann, true);
  await say(bob!, room, ["once", "and twice"]);
  await ann.hasUnread(room.title, 6);
  await expect(offer).toHaveCount(0);
});

// A headless browser shows every page.
async function isHidden({ page }: Person, hidden: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    hidden ? "hidden" : "visible",
  );
}
