import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Message } from "../protocol/message";
import type { Room } from "../protocol/room";
import { isBlank } from "../protocol/visible";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const post = (guest: Guest, room: Room, body: object) =>
  guest.call("POST", `/api/rooms/${room.id}/messages`, body);
const seqs = (messages: Message[]) => messages.map(({ seq }) => seq);

describe("sending", () => {
  test("answers with the message once it is stored, and everyone hears that very message", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    const lines = [await ann.socket(), await ann.socket(), await bob.socket()];
    const before = Date.now();
    const { status, body } = await ann.says(room, "안녕", { clientId: "my-own-id" });
    expect(status).toBe(201);
    const { at, ...message } = body.message as Message;
    expect(at).toBeWithin(before, Date.now() + 1);
    const empty = {
      event: null,
      replyTo: null,
      mentions: [],
      attachments: [],
      reactions: [],
      editedAt: null,
      deletedAt: null,
    };
    const own = {
      roomId: room.id,
      seq: 2,
      clientId: "my-own-id",
      authorId: ann.id,
      kind: "text",
      text: "안녕",
    };
    expect(message).toEqual({ ...own, ...empty, unread: 1 } as never);
    for (const line of lines)
      expect(await line.hears("message.new")).toEqual({ type: "message.new", message: body.message });
    expect((await bob.history(room)).messages.at(-1)).toEqual(body.message);
  });

  test("numbers a room's messages 1, 2, 3 … also when many speak at once", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const theirs = await bob.socket();
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, n) => (n % 2 ? ann : bob).says(room, `${n}`)),
    );
    const all = Array.from({ length: 60 }, (_, index) => index + 1);
    expect(sent.map(({ body }) => body.message.seq).toSorted((a, b) => a - b)).toEqual(all);
    await theirs.hears("message.new", ({ message }) => message.seq === 60);
    expect(seqs(theirs.all("message.new").map(({ message }) => message))).toEqual(all);
    const { messages } = await ann.history(room, "?limit=200");
    expect(seqs(messages)).toEqual(all);
    const times = messages.map(({ at }: Message) => at);
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
  });

  test("the same clientId again stores nothing, is heard once, and answers the first message", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    const theirs = await bob.socket();
    const first = await ann.says(room, "one", { clientId: "same-same" });
    await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 2 });
    const again = await ann.says(room, "another text", { clientId: "same-same", mentions: [bob.id] });
    expect([first.status, again.status]).toEqual([201, 200]);
    // As it stands now: Bob has read it meanwhile.
    expect(again.body.message).toEqual({ ...first.body.message, unread: 0 });
    expect((await bob.says(room, "mine", { clientId: "same-same" })).status).toBe(201);
    await theirs.hears("message.new", ({ message }) => message.text === "mine");
    expect(seqs(theirs.all("message.new").map(({ message }) => message))).toEqual([2, 3]);
  });

  test("the same clientId fifty times at once, by every door, stores one and answers all alike", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    const [one, other, theirs] = [await ann.socket(), await ann.socket(), await bob.socket()];
    const draft = { clientId: "same-same", text: "x" };
    const posted = Array.from({ length: 18 }, () => post(ann, room, draft));
    for (const line of [one, other])
      for (let n = 0; n < 16; n++) line.say({ type: "message.send", roomId: room.id, ...draft });
    const answers = await Promise.all(posted);
    await Promise.all([one.fence(), other.fence()]);
    const { message } = answers[0]!.body;
    expect(message).toMatchObject({ seq: 2, ...draft });
    for (const { body } of answers) expect(body.message).toEqual(message);
    const { seq, at } = message;
    const ack = { type: "message.sent", roomId: room.id, clientId: "same-same", seq, at };
    for (const line of [one, other])
      expect(line.all("message.sent")).toEqual(Array.from({ length: 16 }, () => ack));
    // At most one was the first: where a socket was, none of these.
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    expect(seqs((await bob.history(room)).messages)).toEqual([1, 2]);
    await bob.says(room, "after");
    for (const line of [one, other, theirs]) {
      await line.hears("message.new", (frame) => frame.message.text === "after");
      expect(seqs(line.all("message.new").map((frame) => frame.message))).toEqual([2, 3]);
    }
  });

  test("wants a clientId of 8 to 64 URL-safe characters", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    for (const clientId of [
      "1234567",
      "x".repeat(65),
      "with space",
      "한글한글한글한글",
      "a/b/c/d/e",
      "",
      12345678,
      null,
    ]) {
      expect((await post(ann, room, { clientId, text: "x" })).body.code).toBe("invalid");
    }
    for (const clientId of ["12345678", "x".repeat(64), "a-b_c.d~"]) {
      expect((await post(ann, room, { clientId, text: "x" })).status).toBe(201);
    }
  });

  test("trims the ends of a text and keeps all else of it", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const { body } = await ann.says(room, " \n\t 감자  감자\n🥔 <b>&amp;</b> \u202e 👩‍👩‍👧 \n ");
    expect(body.message.text).toBe("감자  감자\n🥔 <b>&amp;</b> \u202e 👩‍👩‍👧");
  });

  test("wants 1 to 5,000 characters after that, without NUL and lone surrogates", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const wrong = [
      "",
      " \n ",
      "\u3000",
      "x".repeat(5001),
      "🥔".repeat(5001),
      "a\0b",
      "\ud83e",
      "x\udd54x",
      7,
      null,
      ["x"],
    ];
    for (const text of wrong) {
      const { status, body } = await post(ann, room, { clientId: crypto.randomUUID(), text });
      expect(`${String(text).slice(0, 9)} ${status} ${body.code}`).toBe(
        `${String(text).slice(0, 9)} 422 invalid`,
      );
    }
    for (const text of [
      "x",
      "x".repeat(5000),
      "가".repeat(5000),
      "🥔".repeat(5000),
      ` ${"🥔".repeat(5000)}\n`,
    ]) {
      const { body } = await ann.says(room, text);
      expect(body.message.text).toBe(text.trim());
    }
  });

  test("wants something that can be seen, by REST and by the socket", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const line = await ann.socket();
    const unseen = [
      "\u200B",
      "\u3164",
      "\u2060",
      "\u00AD",
      "\uFE0F",
      "\u200D",
      "\u2800",
      "\uFFFC",
      "\u180E",
      "\u034F",
    ];
    for (const text of [...unseen, unseen.join(" "), "\u{1D159}\n\u{16FE4}", "\u{E0041}"]) {
      const clientId = crypto.randomUUID();
      expect((await post(ann, room, { clientId, text })).body).toMatchObject({
        code: "invalid",
        errors: [{ path: "text", message: expect.stringContaining("visible") }],
      });
      line.say({ type: "message.send", roomId: room.id, clientId, text });
      expect((await line.hears("refused", ({ ref }) => ref === clientId)).code).toBe("invalid");
    }
    // A mark or a sign alone is drawn, and nobody knows what a font has for itself, or comes after this Unicode.
    for (const text of ["\u0301", "\u0600", "\uE000", "\u{1FFFD}", "❤\uFE0F", "a\u200B", "."])
      expect((await ann.says(room, text)).body.message?.text).toBe(text);
  });

  test("any other text comes back as it was said", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const texts = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    const isText = (text: string) => !isBlank(text) && !text.includes("\0");
    const saysAndReads = async (text: string) => {
      const { body } = await ann.says(room, text);
      expect((await ann.history(room, "?limit=1")).messages).toEqual([body.message]);
      expect(body.message.text).toBe(text.trim());
    };
    await fc.assert(fc.asyncProperty(texts.filter(isText), saysAndReads), { numRuns: 60 });
  });

  test("takes no field that is not a sender's to choose", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    const sly = {
      seq: 99,
      at: 1,
      authorId: bob.id,
      kind: "system",
      event: { kind: "left" },
      unread: 9,
      hiddenFrom: bob.id,
    };
    const { message } = (await ann.says(room, "x", sly)).body;
    expect(message).toMatchObject({ seq: 2, authorId: ann.id, kind: "text", event: null, unread: 1 });
    expect(message.at).not.toBe(1);
  });

  test("with a file that does not exist is not found", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    expect((await ann.says(room, "x", { attachmentIds: [crypto.randomUUID()] })).body.code).toBe("not-found");
    expect((await ann.says(room, "x", { attachmentIds: [] })).status).toBe(201);
  });
});

describe("mentions", () => {
  test("name members, each once; whoever is not in the room is dropped", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("hi", [bob]);
    const mentions = [bob.id, cat.id, bob.id, "nobody", ann.id];
    const { message } = (await ann.says(room, "@bob", { mentions })).body;
    expect(message.mentions).toEqual([bob.id, ann.id]);
  });

  test("are at most fifty", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const mentions = Array.from({ length: 51 }, () => ann.id);
    expect((await ann.says(room, "x", { mentions })).body.code).toBe("invalid");
    expect((await ann.says(room, "x", { mentions: mentions.slice(1) })).status).toBe(201);
  });
});

describe("a reply", () => {
  test("carries who said what, in short", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    const theirs = await bob.socket();
    await bob.says(room, `${"🥔".repeat(99)}감자`);
    const { message } = (await ann.says(room, "yes", { replyTo: 2 })).body;
    expect(message.replyTo).toEqual({ seq: 2, authorId: bob.id, excerpt: `${"🥔".repeat(99)}감` });
    expect((await theirs.hears("message.new", (one) => one.message.seq === 3)).message).toEqual(message);
    const { messages, users } = await bob.history(room, "?limit=1");
    expect(messages).toEqual([message]);
    expect(users.map(({ id }: any) => id).toSorted()).toEqual([ann.id, bob.id].toSorted());
  });

  test("answers only what there is", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    for (const replyTo of [0, 2, 99, -1, Number.MAX_SAFE_INTEGER]) {
      const { status, body } = await ann.says(room, "x", { replyTo });
      expect(`${replyTo} ${status} ${body.code}`).toBe(`${replyTo} 404 not-found`);
    }
    for (const replyTo of ["1", 1.5, null])
      expect((await ann.says(room, "x", { replyTo })).body.code).toBe("invalid");
    expect((await ann.history(room)).head).toBe(1);
  });

  test("answers nothing of before I came", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi");
    await ann.says(room, "before");
    await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, {});
    await ann.says(room, "welcome");
    const answers = [
      await bob.says(room, "what?", { replyTo: 2 }),
      await bob.says(room, "hi", { replyTo: 4 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 201]);
  });
});
