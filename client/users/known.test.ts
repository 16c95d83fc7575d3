import { expect, test } from "bun:test";

import fc from "fast-check";

import type { User } from "../../src/protocol/user";
import { createKnown } from "./known";

const person = (id: string, nickname: string): User => ({
  id,
  username: id,
  nickname,
  intro: "",
  status: "",
  avatarUrl: null,
  deleted: false,
});

/** A server whose answers come when the test says so. */
function server() {
  const people = new Map<string, User>();
  const asked: string[][] = [];
  const open: (() => void)[] = [];
  let time = 0;
  const known = createKnown({
    fetch: (ids) => {
      asked.push(ids);
      const found = ids.flatMap((id) => people.get(id) ?? []);
      return new Promise((resolve) => open.push(() => resolve(found)));
    },
    now: () => time,
    pause: () => 0,
  });
  const write = (id: string, nickname: string): User => {
    const user = person(id, nickname);
    people.set(id, user);
    return user;
  };
  /** Lets the oldest request that is under way be answered. */
  async function answer(): Promise<void> {
    await Promise.resolve();
    open.shift()?.();
    for (let n = 0; n < 5; n++) await Promise.resolve();
  }
  const later = (ms: number) => void (time += ms);
  return { known, write, answer, asked, later, people, open };
}

test("an unknown user is fetched once, those of one screen in one request", async () => {
  const { known, write, answer, asked } = server();
  write("ann", "햇감자");
  write("bob", "고구마");
  expect(known.find("ann")).toBeUndefined();
  for (let n = 0; n < 3; n++) known.find("bob");
  await answer();
  expect(asked).toEqual([["ann", "bob"]]);
  expect([known.find("ann")?.nickname, known.find("bob")?.nickname]).toEqual(["햇감자", "고구마"]);
  known.find("nobody");
  await answer();
  known.find("nobody");
  await answer();
  expect(asked).toHaveLength(2);
});

test("a frame changes a user; an answer that was under way does not change them back", async () => {
  const { known, write, answer, later } = server();
  const old = write("ann", "옛 이름");
  known.find("ann");
  await Promise.resolve();
  later(1);
  known.receive(write("ann", "새 이름"));
  await answer();
  expect(known.find("ann")?.nickname).toBe("새 이름");
  // A page of messages that was asked for before the frame.
  known.learn([old]);
  expect(known.find("ann")?.nickname).toBe("새 이름");
  await answer();
  expect(known.find("ann")?.nickname).toBe("새 이름");
});

test("an answer that differs from a recent frame, because a later frame was missed, is asked for again", async () => {
  const { known, write, answer, asked, later } = server();
  known.receive(write("ann", "옛 이름"));
  later(10);
  known.learn([write("ann", "새 이름")]);
  await answer();
  expect(asked).toEqual([["ann"]]);
  expect(known.find("ann")?.nickname).toBe("새 이름");
});

test("a while after a frame, answers count again at once", () => {
  const { known, write, asked, later } = server();
  known.receive(write("ann", "옛 이름"));
  later(20_000);
  known.learn([write("ann", "새 이름")]);
  expect(known.find("ann")?.nickname).toBe("새 이름");
  expect(asked).toEqual([]);
});

test("after a reconnect, those on screen are fetched again, but not those just learned", async () => {
  const { known, write, answer, asked } = server();
  known.connected();
  known.learn([write("ann", "햇감자"), write("bob", "고구마")]);
  write("ann", "묵은 감자");
  known.connected();
  known.learn([write("bob", "군고구마")]);
  await Bun.sleep(1);
  expect([known.find("ann")?.nickname, known.find("bob")?.nickname]).toEqual(["햇감자", "군고구마"]);
  await answer();
  expect(asked).toEqual([["ann"]]);
  expect(known.find("ann")?.nickname).toBe("묵은 감자");
  known.find("ann");
  await answer();
  expect(asked).toHaveLength(1);
});

test("a request that failed is made again when the user is shown again", async () => {
  let isDown = true;
  const known = createKnown({
    fetch: async ([id]) => {
      if (isDown) throw new Error("offline");
      return [person(id!, "햇감자")];
    },
  });
  known.find("ann");
  await Bun.sleep(0);
  isDown = false;
  known.find("ann");
  await Bun.sleep(0);
  expect(known.find("ann")?.nickname).toBe("햇감자");
});

test("whatever the order of frames and answers, the page ends with what the server has", async () => {
  const steps = fc.array(
    fc.constantFrom("change", "change and miss", "page", "deliver", "show", "answer", "later"),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { known, write, answer, later, people, open } = server();
      let name = 0;
      let frames: User[] = [];
      let pages: User[] = [write("ann", "0")];
      known.connected();
      for (const step of all) {
        later(1);
        if (step.startsWith("change")) {
          const user = write("ann", String(++name));
          if (step === "change") frames = [user];
        } else if (step === "page") pages.push(people.get("ann")!);
        else if (step === "deliver") {
          known.learn(pages.splice(0, 1));
          for (const user of frames.splice(0)) if (user === people.get("ann")) known.receive(user);
        } else if (step === "show") known.find("ann");
        else if (step === "answer") await answer();
        else later(15_000);
      }
      // All that is under way arrives, the newest last; then the connection is made anew.
      known.learn(pages);
      while (open.length > 0) await answer();
      known.connected();
      await Bun.sleep(1);
      known.find("ann");
      await Promise.resolve();
      while (open.length > 0) await answer();
      expect(known.find("ann")?.nickname).toBe(String(name));
    }),
    { numRuns: 50 },
  );
});
