import { afterEach, expect, test } from "bun:test";

import { openTabs } from "./tabs";

const original = globalThis.BroadcastChannel;
afterEach(() => void (globalThis.BroadcastChannel = original));

test("tabs of one name receive each other's texts, and not their own", async () => {
  const received: string[] = [];
  const here = openTabs("test", (text) => received.push(`here ${text}`));
  await new Promise<void>((done) => {
    const there = openTabs("test", (text) => {
      received.push(`there ${text}`);
      there.close();
      done();
    });
    here.post("a");
  });
  here.close();
  expect(received).toEqual(["there a"]);
});

test.each([
  ["is missing", undefined],
  [
    "is denied",
    function () {
      throw new DOMException("denied", "SecurityError");
    },
  ],
])("where BroadcastChannel %s, a tab is alone and nothing fails", (_, channel) => {
  globalThis.BroadcastChannel = channel as unknown as typeof BroadcastChannel;
  const tabs = openTabs("test", () => undefined);
  expect(() => {
    tabs.post("a");
    tabs.close();
  }).not.toThrow();
});
