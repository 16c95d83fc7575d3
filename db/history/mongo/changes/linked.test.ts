import { afterAll, beforeAll, expect, test } from "bun:test";

import { MongoClient } from "mongodb";

import { type Mongo, startLight } from "../../../../e2e/machines/mongo";
import { type History, plain } from "../../history";
import * as mongo from "../../mongo";
import { collectionsIn, type MessageDoc } from "../collections";
import { MongoLink } from "../link";
import { markLinks } from "./linked";

// What an earlier release has stored knows nothing of links.

const DAY_MS = 24 * 3600_000;
const MESSAGES = 2500;
let server: Mongo;
beforeAll(async () => void (server = await startLight()), 60_000);
afterAll(() => server.close());

const linked = async (history: History) =>
  (await history.having("room", { kind: "link", limit: 9 })).map(({ seq }) => seq);

test("messages of an earlier release are found by their links, also those that it stores beside this one", async () => {
  const history = await mongo.open(server.url);
  const texts = Array.from({ length: MESSAGES }, (_, n) => (n % 1000 === 7 ? `https://a.com/${n}` : "none"));
  await history.append(
    texts.map((text, n) => ({ ...plain, roomId: "room", authorId: "ann", clientId: `no-${n}`, text })),
  );
  const all = [2008, 1008, 8];
  expect(await linked(history)).toEqual(all);
  const client = await MongoClient.connect(server.url);
  const stored = client
    .db(new URL(server.url).pathname.slice(1) || "potato")
    .collection<MessageDoc>("messages");
  const forget = () => stored.updateMany({ links: { $gt: "" } }, { $unset: { links: 1 } });
  await forget();
  expect(await linked(history)).toEqual([]);

  const link = await MongoLink.open(server.url);
  const { messages } = await collectionsIn(link.db);
  const began = Date.now();
  await markLinks(link, messages, began);
  expect(await linked(history)).toEqual(all);
  await forget();
  await markLinks(link, messages, began + 2 * DAY_MS);
  expect(await linked(history)).toEqual(all);
  // By then all machines know of links: nobody goes through the messages again.
  await forget();
  await markLinks(link, messages, began + 3 * DAY_MS);
  expect(await linked(history)).toEqual([]);
  await Promise.all([link.close(), client.close(), history.close()]);
});
