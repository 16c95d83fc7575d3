import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../../protocol/room";
import { type Guest, guests, type Line } from "../../testing/people/guests";
import {
  type PushDevice,
  openHouseWithPush,
  type PushHouse,
  type PushService,
} from "../../testing/servers/pushes";

// Who is told of what when they are away, as a device receives it: each case is a room of its own, all at once, so that the
// three seconds are waited for once. That nothing comes is shown by a fence: a later message of a 1:1, which is decided after it.

const PATIENCE_MS = 20_000;
const DAY = [0, 1, 2, 3, 4, 5, 6];
const ALL_DAY = { from: "00:00", to: "00:00", timeZone: "Asia/Seoul", days: DAY };

let close: PushHouse["close"];
let service: PushService;
beforeAll(async () => ({ service, close } = await openHouseWithPush()), 60_000);
afterAll(() => close());

/** The people of a case: who writes, and who may be told, on a device that has no page open. */
type Cast = { ann: Guest; bob: Guest; room: Room; device: PushDevice };
type Said = { seq: number };
type Case = {
  what: string;
  kind?: "direct" | "group" | "crowd";
  /** The room setting of who may be told. */
  notify?: "all" | "mentions" | "none";
  until?: "past" | "future";
  settings?: object;
  /** Before anything is said. */
  before?: (cast: Cast) => Promise<unknown>;
  /** Says something; without it: 감자. */
  says?: (cast: Cast) => Promise<unknown>;
  /** What the device gets; nothing if undefined. Compared with the last push of the room. */
  told?: object;
  pushes?: number;
};

const say = async (by: Guest, room: Room, text: string, more: object = {}): Promise<Said> => {
  const { status, body } = await by.says(room, text, more);
  expect([text, status]).toEqual([text, 201]);
  return body.message;
};
const ok = async (by: Guest, method: string, path: string, body?: unknown) => {
  const answer = await by.call(method, path, body);
  expect([path, answer.status < 300]).toEqual([path, true]);
  return answer.body;
};
const mention = ({ id }: Guest) => ({ mentions: [id] });
const subscribe = async (guest: Guest): Promise<PushDevice> => {
  const { publicKey } = await ok(guest, "GET", "/api/push");
  const device = service.device(publicKey);
  await ok(guest, "PUT", "/api/push/subscriptions", device.subscription);
  return device;
};
const lines: Line[] = [];
const watches = async (guest: Guest, room: Room): Promise<Line> => {
  const line = await guest.socket();
  lines.push(line);
  line.say({ type: "watch", roomId: room.id });
  await line.fence();
  return line;
};

// What each setting of a room lets through, of each kind of message.
const kinds = {
  "a plain message": ({ ann, room }: Cast) => say(ann, room, "감자 하나"),
  "a mention": ({ ann, bob, room }: Cast) => say(ann, room, `<@${bob.id}> 감자`, mention(bob)),
  "a mention of all": ({ ann, room }: Cast) => say(ann, room, "<@all> 감자", { mentions: ["all"] }),
  "an answer": async ({ ann, bob, room }: Cast) => {
    const { seq } = await say(bob, room, "누구 감자?");
    await say(ann, room, "내 감자", { replyTo: seq });
  },
  "a keyword": ({ ann, room }: Cast) => say(ann, room, "오늘 점심은 고구마"),
};
const chosen = { keywords: ["고구마"] };
const generated: Case[] = Object.entries(kinds).flatMap(([what, says]) =>
  (["all", "mentions", "none"] as const).map((notify) => {
    const isTold = notify === "all" || (notify === "mentions" && what !== "a plain message");
    const isMention = what.includes("mention");
    return {
      what: `${what} in a room at ${notify}`,
      notify,
      settings: chosen,
      says,
      told: isTold ? { isMention } : undefined,
    };
  }),
);

const cases: Case[] = [
  ...generated,
  { what: "a 1:1", kind: "direct", told: { kind: "direct", text: "감자", count: 1, unread: 1 } },
  { what: "a group", told: { kind: "group", room: "감자밭", text: "감자", isMention: false } },
  { what: "muted until the future", notify: "none", until: "future" },
  { what: "muted until a moment ago", notify: "none", until: "past", told: {} },
  { what: "mentions only until a moment ago", notify: "mentions", until: "past", told: {} },
  { what: "quiet hours", settings: { quiet: ALL_DAY } },
  { what: "a mention in quiet hours", settings: { quiet: ALL_DAY }, says: kinds["a mention"] },
  { what: "a 1:1 in quiet hours", kind: "direct", settings: { quiet: ALL_DAY } },
  { what: "quiet hours on no day", settings: { quiet: { ...ALL_DAY, days: [] } }, told: {} },
  { what: "hidden contents", settings: { hideContents: true }, told: { count: 1 } },
  {
    what: "someone blocked in a group",
    before: ({ ann, bob }) => ok(bob, "PUT", `/api/blocks/${ann.id}`),
    says: kinds["a mention"],
  },
  {
    what: "someone blocked in a 1:1",
    kind: "direct",
    before: ({ ann, bob }) => ok(bob, "PUT", `/api/blocks/${ann.id}`),
  },
  { what: "on screen", before: ({ bob, room }) => watches(bob, room) },
  { what: "on screen of another device", before: async ({ bob, room }) => watches(await bob.again(), room) },
  {
    what: "another room on screen",
    before: async ({ bob }) => watches(bob, await bob.group("다른 감자밭")),
    told: {},
  },
  {
    what: "no longer on screen",
    before: async ({ bob, room }) => {
      const line = await watches(bob, room);
      line.say({ type: "watch", roomId: null });
      await line.fence();
    },
    told: {},
  },
  {
    what: "connected, and elsewhere",
    before: ({ bob }) => bob.socket().then((line) => lines.push(line)),
    told: {},
  },
  {
    what: "read within three seconds",
    says: async ({ ann, bob, room }) => {
      const { seq } = await say(ann, room, "감자");
      await ok(bob, "PUT", `/api/rooms/${room.id}/reading`, { seq });
    },
  },
  {
    what: "of two messages the second not read",
    says: async ({ ann, bob, room }) => {
      const { seq } = await say(ann, room, "감자 하나");
      await ok(bob, "PUT", `/api/rooms/${room.id}/reading`, { seq });
      await say(ann, room, "감자 둘");
    },
    told: { text: "감자 둘", count: 1, unread: 1 },
  },
  {
    what: "answered within three seconds",
    says: async ({ ann, bob, room }) => {
      await say(ann, room, "감자?");
      await say(bob, room, "감자!");
    },
  },
  { what: "an own message", says: ({ bob, room }) => say(bob, room, "나의 감자") },
  {
    what: "an own message, by another device",
    says: async ({ bob, room }) => say(await bob.again(), room, "나의 감자"),
  },
  {
    what: "a system message",
    says: ({ ann, room }) => ok(ann, "PATCH", `/api/rooms/${room.id}`, { title: "새 감자밭" }),
  },
  {
    what: "a burst",
    says: async ({ ann, room }) => {
      for (const text of ["하나", "둘", "셋", "넷"]) await say(ann, room, text);
    },
    told: { text: "넷", count: 4, unread: 4 },
    pushes: 1,
  },
  {
    what: "edited within three seconds",
    says: async ({ ann, room }) => {
      const { seq } = await say(ann, room, "감쟈");
      await ok(ann, "PATCH", `/api/rooms/${room.id}/messages/${seq}`, { text: "감자" });
    },
    told: { text: "감자" },
    pushes: 1,
  },
  {
    what: "deleted within three seconds",
    says: async ({ ann, room }) => {
      const { seq } = await say(ann, room, "비밀 감자");
      await ok(ann, "DELETE", `/api/rooms/${room.id}/messages/${seq}`);
    },
  },
  {
    what: "the last of two deleted within three seconds",
    says: async ({ ann, room }) => {
      await say(ann, room, "감자");
      const { seq } = await say(ann, room, "비밀 감자");
      await ok(ann, "DELETE", `/api/rooms/${room.id}/messages/${seq}`);
    },
    told: { text: "감자", count: 1 },
  },
  {
    what: "an edit that mentions, at once",
    notify: "mentions",
    says: async ({ ann, bob, room }) => {
      const { seq } = await say(ann, room, "감자");
      await ok(ann, "PATCH", `/api/rooms/${room.id}/messages/${seq}`, {
        text: `<@${bob.id}> 감자`,
        ...mention(bob),
      });
    },
    told: { isMention: true },
  },
  {
    what: "removed within three seconds",
    says: async ({ ann, bob, room }) => {
      await say(ann, room, "감자");
      await ok(ann, "DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
    },
  },
  {
    what: "left within three seconds",
    says: async ({ ann, bob, room }) => {
      await say(ann, room, "감자");
      await ok(bob, "DELETE", `/api/rooms/${room.id}/members/me`);
    },
  },
  {
    what: "joined after it was said",
    kind: "crowd",
    before: ({ bob, room }) => ok(bob, "DELETE", `/api/rooms/${room.id}/members/me`),
    says: async ({ ann, bob, room }) => {
      await say(ann, room, "감자");
      await ok(bob, "PUT", `/api/rooms/${room.id}/members/me`);
    },
  },
  { what: "a public room", kind: "crowd", told: { kind: "group" } },
  {
    what: "unsubscribed",
    before: ({ bob, device: { endpoint } }) => ok(bob, "DELETE", "/api/push/subscriptions", { endpoint }),
  },
  {
    what: "signed out",
    before: ({ bob }) => ok(bob, "DELETE", "/api/sessions/current"),
  },
  {
    what: "signed out within three seconds",
    says: async ({ ann, bob, room }) => {
      await say(ann, room, "감자");
      await ok(bob, "DELETE", "/api/sessions/current");
    },
  },
  {
    what: "names and marks",
    says: ({ ann, bob, room }) => say(ann, room, `**뜨거운** <@${bob.id}> ~~감자~~`, mention(bob)),
    told: { isMention: true },
  },
  {
    what: "a long text",
    says: ({ ann, room }) => say(ann, room, "감자".repeat(1000)),
    told: { text: "감자".repeat(100) },
  },
];

async function castOf({ kind = "group", notify = "all", until, settings = {} }: Case): Promise<Cast> {
  const [ann, bob] = await guests(2);
  const isPublic = kind === "crowd";
  const room =
    kind === "direct"
      ? await ann.direct(bob)
      : await ann.group("감자밭", [bob], isPublic ? "public" : "private");
  const device = await subscribe(bob);
  await ok(bob, "PATCH", "/api/me/notifications", settings);
  const notifyUntil = until && Date.now() + (until === "past" ? 300 : 600_000);
  if (notify !== "all") await ok(bob, "PATCH", `/api/rooms/${room.id}/me`, { notify, notifyUntil });
  return { ann, bob, room, device };
}

/** Resolves once what is to be pushed has been, and a 1:1 that came after it. */
async function played(one: Case): Promise<Cast> {
  const cast = await castOf(one);
  await one.before?.(cast);
  await (one.says ?? (({ ann, room }: Cast) => say(ann, room, "감자")))(cast);
  await fenced();
  if (one.told) await cast.device.hears("message", ({ roomId }) => roomId === cast.room.id, PATIENCE_MS);
  return cast;
}

/** What was stored before has been decided once this arrives. */
async function fenced(): Promise<void> {
  const [cat, dan] = await guests(2);
  const device = await subscribe(dan);
  await say(cat, await cat.direct(dan), "울타리");
  await device.hears("message", () => true, PATIENCE_MS);
}

type Pushed = { payload: any; topic?: string; urgency: string; ttl: number };
const pushedTo = ({ device, room }: Cast): Pushed[] =>
  (device.pushed as Pushed[]).filter(({ payload }) => payload.roomId === room.id);

describe("what a device is told of", () => {
  const outcomes = new Map<string, Promise<Cast>>();
  beforeAll(async () => {
    for (const one of cases) outcomes.set(one.what, played(one));
    await Promise.allSettled(outcomes.values());
    await fenced();
  }, 120_000);
  afterAll(() => lines.forEach((line) => line.close()));

  test("there are enough of them", () => expect(cases.length).toBeGreaterThanOrEqual(40));

  test.each(cases)("$what", async ({ what, told, pushes = 1 }) => {
    const cast = await outcomes.get(what)!;
    const pushed = pushedTo(cast);
    if (!told) return expect(pushed).toEqual([]);
    expect(pushed.length).toBe(pushes);
    const { payload, topic, urgency, ttl } = pushed[0]!;
    expect(payload).toMatchObject({ type: "message", roomId: cast.room.id, ...told });
    expect([topic!.length <= 32, ttl]).toEqual([true, 86_400]);
    expect(urgency).toBe(payload.kind === "direct" || payload.isMention ? "high" : "normal");
  });

  test("with hidden contents it says nothing of the room, the author or the words", async () => {
    const pushed = pushedTo(await outcomes.get("hidden contents")!);
    const keys = ["at", "count", "isMention", "kind", "roomId", "seq", "type", "unread"];
    expect(Object.keys(pushed[0]!.payload).toSorted((a, b) => a.localeCompare(b))).toEqual(keys);
  });

  test("mentions are names, and marks of Markdown are left out", async () => {
    const cast = await outcomes.get("names and marks")!;
    const { text, from } = pushedTo(cast)[0]!.payload;
    expect([text, from]).toEqual([`뜨거운 @${cast.bob.user.nickname} 감자`, cast.ann.user.nickname]);
  });
});

describe("after it was told of", () => {
  const toldOf = async (options: Partial<Case> = {}) => {
    const cast = await castOf({ what: "", ...options });
    const { seq } = await say(cast.ann, cast.room, "감자");
    await cast.device.hears("message", () => true, PATIENCE_MS);
    return { ...cast, seq };
  };
  const closes = ({ device, room }: Cast, seq: number) =>
    device.hears("read", (one) => one.roomId === room.id && one.seq >= seq, PATIENCE_MS);

  test.concurrent("a device closes it when it is read elsewhere, and is told of it once", async () => {
    const cast = await toldOf();
    await ok(cast.bob, "PUT", `/api/rooms/${cast.room.id}/reading`, { seq: cast.seq });
    await closes(cast, cast.seq);
    await ok(cast.bob, "PUT", `/api/rooms/${cast.room.id}/reading`, { seq: cast.seq });
    await say(cast.ann, cast.room, "감자 둘");
    await cast.device.hears("message", ({ seq }) => seq > cast.seq, PATIENCE_MS);
    expect(cast.device.all("read")).toHaveLength(1);
    // From the beginning.
    expect(cast.device.all("message").at(-1)).toMatchObject({ text: "감자 둘", count: 1, unread: 1 });
  }, 30_000);

  test.concurrent("and when it is answered from another device", async () => {
    const cast = await toldOf();
    await say(await cast.bob.again(), cast.room, "감자!");
    await closes(cast, cast.seq);
  }, 30_000);

  test.concurrent("what comes next counts on; after five that were not read there is one a minute", async () => {
    const cast = await toldOf();
    for (let nth = 2; nth <= 5; nth++) {
      await say(cast.ann, cast.room, `감자 ${nth}`);
      await cast.device.hears("message", ({ count }) => count === nth, PATIENCE_MS);
    }
    await say(cast.ann, cast.room, "감자 6");
    await fenced();
    expect(cast.device.all("message")).toHaveLength(5);
    await ok(cast.bob, "PUT", `/api/rooms/${cast.room.id}/reading`, { seq: cast.seq + 5 });
    await closes(cast, cast.seq);
    await say(cast.ann, cast.room, "감자 7");
    await cast.device.hears("message", ({ text }) => text === "감자 7", PATIENCE_MS);
    expect(cast.device.all("message").at(-1)).toMatchObject({ count: 1, unread: 1 });
  }, 60_000);

  test.concurrent("an edit tells whom it mentions only now, and nobody else again", async () => {
    const cast = await castOf({ what: "", notify: "mentions" });
    const [cat] = await guests(1);
    await ok(cast.ann, "PUT", `/api/rooms/${cast.room.id}/members/${cat.id}`);
    const cats = await subscribe(cat);
    const { seq } = await say(cast.ann, cast.room, "감자");
    await cats.hears("message", () => true, PATIENCE_MS);
    await ok(cast.ann, "PATCH", `/api/rooms/${cast.room.id}/messages/${seq}`, {
      text: `<@${cast.bob.id}> <@${cat.id}> 감자`,
      mentions: [cast.bob.id, cat.id],
    });
    const { isMention } = await cast.device.hears("message", () => true, PATIENCE_MS);
    expect(isMention).toBe(true);
    await fenced();
    expect(cats.all("message")).toHaveLength(1);
  }, 60_000);

  test.concurrent("a device that has ended its subscription is asked no more, and others are told", async () => {
    const cast = await toldOf();
    const phone = await subscribe(await cast.bob.again());
    service.forget(cast.device);
    await say(cast.ann, cast.room, "감자 둘");
    await phone.hears("message", () => true, PATIENCE_MS);
    await fenced();
    const asked = service.answered.filter((status) => status === 404).length;
    await say(cast.ann, cast.room, "감자 셋");
    await phone.hears("message", ({ text }) => text === "감자 셋", PATIENCE_MS);
    expect(service.answered.filter((status) => status === 404).length).toBe(asked);
  }, 60_000);
});
