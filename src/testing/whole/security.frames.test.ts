import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { clientFrames } from "../../protocol/frames";
import { assemble, nowhere, type Party, people, type Person } from "../people/cast";
import { guests, house, Line, within } from "../people/guests";

// Every frame × every user who must be refused. A frame without a row here fails the test.

let party: Party;
beforeAll(async () => (party = await assemble()));
afterAll(() => house.close());

const draft = { clientId: "a-client-id", text: "안녕" };

/** The result: an ack, the code of a refusal or close, or `done` where there is no answer. */
const frames: Record<string, { frame: object } & Partial<Record<Person, string>>> = {
  hello: { frame: { token: "x" }, ...sameFor("invalid") },
  renew: { frame: { token: "x" }, ...sameFor("4401") },
  ping: { frame: {}, ...sameFor("done") },
  "message.send": {
    frame: { ...draft, clientId: "another-id" },
    member: "message.sent",
    blocked: "message.sent",
    ...outside(),
  },
  read: { frame: { seq: 2 }, member: "done", blocked: "done", ...outside() },
  watch: { frame: {}, member: "done", blocked: "done", ...outside() },
  // A blocked user cannot tell: the frame is accepted but not published.
  typing: { frame: {}, member: "done", blocked: "done", ...outside() },
};
function sameFor(answer: string): Record<Person, string> {
  return { member: answer, stranger: answer, former: answer, passerby: answer, blocked: answer };
}
function outside() {
  return { stranger: "not-found", former: "not-found", passerby: "forbidden" };
}

describe("every frame", () => {
  const all = Object.entries(frames);
  const write = (type: string, frame: object, room: string) => ({
    type,
    ...("seq" in frame || "text" in frame || ["watch", "typing"].includes(type) ? { roomId: room } : {}),
    ...frame,
  });

  /** The result: a refusal's code, an ack, the close; or `done`, where nothing arrives before the fence. */
  async function answer(line: Line, frame: { type: string }): Promise<{ kind: string; whole: string }> {
    line.say(frame);
    line.say({ type: "ping", n: 77 });
    const fence = line.hears("pong", ({ n }) => n === 77).catch(() => 0);
    const end = await within(2000, Promise.race([fence, line.closed]));
    line.close();
    if (typeof end === "number") return { kind: String(end), whole: String(end) };
    const { type, code } = line.received.find((one) => ["refused", "message.sent"].includes(one.type)) ?? {
      type: "done",
    };
    return { kind: typeof code === "string" ? code : type, whole: JSON.stringify(line.received.slice(1)) };
  }

  test("stands in this table, and everything in the table is a frame", () => {
    expect(Object.keys(frames).toSorted()).toEqual(Object.keys(clientFrames).toSorted());
  });

  test.each(all)("of %s does nothing before a hello whose session lives", async (type, { frame }) => {
    expect((await answer(await Line.open(), write(type, frame, party.targets.member.room))).kind).toBe(
      "4401",
    );
    const line = await Line.open();
    line.say({ type: "hello", token: party.ended.token });
    expect((await answer(line, write(type, frame, party.targets.member.room))).kind).toBe("4401");
  });

  test.each(all.flatMap(([type]) => people.map((person) => [type, person] as const)))(
    "of %s by a %s is answered as the table says",
    async (type, person) => {
      const { frame, [person]: expected } = frames[type] as (typeof frames)[string];
      const say = async (room: string) => answer(await party.cast[person].socket(), write(type, frame, room));
      const { kind, whole } = await say(party.targets[person].room);
      expect(kind).toBe(expected as string);
      if (kind !== "not-found") return;
      for (const { room } of [nowhere(), nowhere()]) {
        expect((await say(room)).whole.replace(room, "")).toBe(whole.replace(party.targets[person].room, ""));
      }
    },
  );
});

describe("another room's seq", () => {
  test("does not exist in mine: neither to answer, to look around, nor to read up to", async () => {
    const { stranger, blocked } = party.cast;
    const small = await stranger.group("작은 방");
    const large = party.targets.blocked.room;
    const { head } = (await blocked.call("GET", `/api/rooms/${large}`)).body.room;
    expect(head).toBeGreaterThan(2);
    const answering = await stranger.says(small, "답", { replyTo: head });
    const around = await stranger.call("GET", `/api/rooms/${small.id}/messages?around=${head}`);
    const never = await stranger.call("GET", `/api/rooms/${small.id}/messages?around=999999`);
    expect([answering.status, around.status]).toEqual([404, 404]);
    expect([answering.body, around.body]).toEqual([never.body, never.body]);
    expect((await stranger.call("PUT", `/api/rooms/${small.id}/reading`, { seq: head })).status).toBe(422);
    const line = await stranger.socket();
    line.say({ type: "message.send", roomId: small.id, clientId: "an-answer", text: "답", replyTo: head });
    expect((await line.hears("refused", ({ ref }) => ref === "an-answer")).code).toBe("not-found");
    line.say({ type: "read", roomId: small.id, seq: head });
    expect((await line.hears("refused", ({ ref }) => ref === "read")).code).toBe("invalid");
    line.close();
    expect((await stranger.history(small)).messages.map(({ seq }: { seq: number }) => seq)).toEqual([1]);
  });

  test("from before I came is as if it never was", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("나중에 온 사람");
    await ann.says(room, "비밀");
    await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, {});
    const never = await bob.says(room, "답", { replyTo: 999_999 });
    const before = await bob.says(room, "답", { replyTo: 2 });
    const around = await bob.call("GET", `/api/rooms/${room.id}/messages?around=2`);
    expect([before.status, before.body, around.status, around.body]).toEqual([
      404,
      never.body,
      404,
      never.body,
    ]);
    const { messages } = await bob.history(room, "?after=0");
    expect(JSON.stringify(messages)).not.toContain("비밀");
  });
});
