import { expect, test } from "bun:test";

import * as fanout from "./fanout";

// Bun's topics as far as crowds use them, with every publish written down: what matters is what goes out when.
function topics() {
  const seats = new Map<string, number>();
  const published: string[] = [];
  const publish = (topic: string, text: unknown) => {
    published.push(`${topic} ${String(text)}`);
    return 1;
  };
  const server = { subscriberCount: (topic: string) => seats.get(topic) ?? 0, publish } as fanout.Publisher;
  const sit = (topic: string, count: number) => {
    for (let n = 0; n < count; n++) {
      const seat = fanout.shardFor(topic, server);
      seats.set(seat, (seats.get(seat) ?? 0) + 1);
    }
  };
  return { seats, published, server, sit };
}

const turn = () => new Promise(setImmediate);

test("a room that fits has one topic, and hears at once", () => {
  const { seats, published, server, sit } = topics();
  sit("small", 25);
  fanout.publish("small", "hi", server);
  expect([...seats]).toEqual([["small", 25]]);
  expect(published).toEqual(["small hi"]);
});

test("a crowd sits in slices, each as full as may be; seats that are left are taken again", () => {
  const { seats, sit } = topics();
  sit("crowd", 60);
  expect([...seats]).toEqual([
    ["crowd", 25],
    ["crowd/1", 25],
    ["crowd/2", 10],
  ]);
  seats.set("crowd/1", 20);
  sit("crowd", 5);
  expect(seats.get("crowd/1")).toBe(25);
  expect(fanout.shardsOf("crowd")).toEqual(["crowd", "crowd/1", "crowd/2"]);
});

test("between its slices others get their turn, and each slice hears all in order", async () => {
  const { published, server, sit } = topics();
  sit("giant", 75);
  fanout.publish("giant", "one", server);
  fanout.publish("giant", "two", server);
  fanout.publish("other", "hi", server);
  expect(published).toEqual(["giant one", "other hi"]);
  await turn();
  expect(published.slice(2)).toEqual(["giant/1 one"]);
  fanout.publish("other", "hello", server);
  while (published.length < 8) await turn();
  expect(published.slice(3)).toEqual([
    "other hello",
    "giant/2 one",
    "giant two",
    "giant/1 two",
    "giant/2 two",
  ]);
});

test("what is about a crowd is heard after what was before it, and before what comes; of others at once", async () => {
  const { published, server, sit } = topics();
  sit("about", 30);
  fanout.publish("about", "one", server);
  fanout.after("about", () => published.push("after"));
  fanout.after("something else", () => published.push("at once"));
  fanout.publish("about", "two", server);
  while (published.length < 6) await turn();
  expect(published).toEqual(["about one", "at once", "about/1 one", "after", "about two", "about/1 two"]);
});

test("who comes in hears nothing of what was said before", () => {
  const { published, server, sit } = topics();
  sit("late", 30);
  fanout.publish("late", "before", server);
  sit("late", 1);
  expect(published).toEqual(["late before", "late/1 before"]);
});

test("nor does who takes a first seat that was left, while others still wait for it", () => {
  const { seats, published, server, sit } = topics();
  sit("left", 30);
  fanout.publish("left", "one", server);
  fanout.publish("left", "two", server);
  seats.set("left", 24);
  sit("left", 1);
  expect(published).toEqual(["left one", "left/1 one", "left two", "left/1 two"]);
});

test("when all slices have emptied there are none any longer", () => {
  const { seats, published, server, sit } = topics();
  sit("gone", 30);
  seats.set("gone/1", 0);
  fanout.publish("gone", "hi", server);
  expect(fanout.shardsOf("gone")).toEqual(["gone"]);
  expect(published).toEqual(["gone hi"]);
});
