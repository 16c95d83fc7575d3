import { accounts, type Tx } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { type NewMessage, history, plain, mustBeStored } from "../../db/history/history";
import * as passwords from "../auth/passwords";
import * as friends from "../friends/service";
import type { Attachment } from "../protocol/message";
import * as users from "../users/service";
import { type DemoFiles, madeFiles, stored } from "./demo/files";
import { type DemoRoom, favourites, people } from "./demo/people";
import { englishRooms } from "./demo/rooms.en";
import { koreanRooms } from "./demo/rooms.ko";

// Everyone knows it: main allows these accounts on a public address only with DEMO=public.
const PASSWORD = "1234";
const MINUTE = 60_000;
// Minutes from a room's creation to its first message.
const LEAD = 5;
// Unread messages of each member, in turn, so that every room has some.
const BEHIND = [0, 2, 0, 1, 4, 0, 3, 1, 0, 5];

/** Fills an empty store with test1 … test10, friends of each other, and their messages. Does nothing in any other store. */
export async function fill(): Promise<void> {
  if (accounts.select({ id: table.users.id }).from(table.users).limit(1).get()) return;
  const hashing = passwords.hash(PASSWORD, { own: "demo" });
  // Drawn meanwhile: hashing is done elsewhere.
  const made = await madeFiles();
  const passwordHash = await hashing;
  const ids = accounts.transaction(
    (tx) => new Map(people.map((person) => [person.username, addPerson(tx, person, passwordHash)])),
  );
  const idOf = (username: string) => ids.get(username) ?? "";
  for (const { username, intro, status } of people) users.change(idOf(username), { intro, status });
  await befriendAll(
    [...ids.values()],
    favourites.map(([one, other]) => `${idOf(one)} ${idOf(other)}`),
  );
  for (const room of [...koreanRooms, ...englishRooms]) await addRoom(room, idOf, made);
}

/** Tells the operator how to sign in, beside the log. */
export function printSignIn(url: string): void {
  console.error(`
  🥔 Potato Chat is at ${url}
     Sign in as test1, and in another browser (or a private window) as test2. The password is 1234.
     The API, to try out: ${url}/swagger
`);
}

function addPerson(
  tx: Tx,
  { username, nickname }: { username: string; nickname: string },
  passwordHash: string,
): string {
  return users.insert(tx, { username, nickname, passwordHash });
}

async function befriendAll(ids: string[], pairs: string[]): Promise<void> {
  for (const one of ids) {
    for (const other of ids)
      if (one !== other) await friends.befriend(one, other, { favourite: pairs.includes(`${one} ${other}`) });
  }
}

async function addRoom(room: DemoRoom, idOf: (username: string) => string, made: DemoFiles): Promise<void> {
  const roomId = Bun.randomUUIDv7();
  const minutesAgo = (minutes: number) => Date.now() - minutes * MINUTE;
  const createdAt = minutesAgo((room.lines[0]?.[1] ?? 0) + LEAD);
  const usernames = room.kind === "direct" ? room.between : room.members;
  accounts.transaction((tx) => insertRoom(tx, { id: roomId, createdAt, room, idOf }));
  const base = { ...plain, roomId };
  if (room.kind === "group") {
    const byId = idOf(room.owner);
    const userIds = room.members.map(idOf).filter((id) => id !== byId);
    const event = { kind: "created" as const, byId, userIds, title: room.title };
    const created = { ...base, kind: "system" as const, authorId: byId, text: "", event };
    await append([{ ...created, clientId: crypto.randomUUID(), at: createdAt }]);
  }
  const before = await history.head(roomId);
  const held = await filesIn(room, idOf, made);
  const lines = room.lines.map(([author, minutes, text, replyTo], line) => {
    const replySeq = replyTo === undefined ? null : before + replyTo + 1;
    const clientId = crypto.randomUUID();
    const attachments = held.get(line) ?? [];
    const written = { authorId: idOf(author), clientId, replySeq, attachments, at: minutesAgo(minutes) };
    return { ...base, ...written, ...withMentions(text, idOf) };
  });
  await append(lines);
  if (room.kind === "group") await applyChanges(roomId, { room, before, idOf });
  const head = await history.head(roomId);
  await history.moveCursors(
    usernames.map((username, index) => ({
      userId: idOf(username),
      roomId,
      seq: head - (BEHIND[index] ?? 0),
    })),
  );
}

/** The files of each line that holds some. */
async function filesIn(room: DemoRoom, idOf: (username: string) => string, made: DemoFiles) {
  const held = new Map<number, Attachment[]>();
  for (const [line, names] of Object.entries(room.files ?? {})) {
    const [author = "", minutes = 0] = room.lines[Number(line)] ?? [];
    const at = Date.now() - minutes * MINUTE;
    const attachments: Attachment[] = [];
    for (const name of names) attachments.push(await stored(made.get(name)!, idOf(author), at));
    held.set(Number(line), attachments);
  }
  return held;
}

/** Tokens in the place of "@" and a nickname. */
function withMentions(text: string, idOf: (username: string) => string) {
  const named = people.filter(({ nickname }) => text.includes(`@${nickname}`));
  const mentions = named.map(({ username }) => idOf(username));
  const inText = named.reduce(
    (so, { username, nickname }) => so.replaceAll(`@${nickname}`, `<@${idOf(username)}>`),
    text,
  );
  return { text: inText, mentions };
}

type RoomToChange = {
  room: Extract<DemoRoom, { kind: "group" }>;
  before: number;
  idOf: (name: string) => string;
};

async function applyChanges(roomId: string, { room, before, idOf }: RoomToChange): Promise<void> {
  await history.change(
    Object.entries(room.changes ?? {}).map(([line, { edited, isDeleted, pinnedBy, reactions = {} }]) => ({
      roomId,
      seq: before + Number(line) + 1,
      to: ({ at }) => ({
        ...(edited !== undefined && { text: edited, editedAt: at + MINUTE }),
        ...(isDeleted && { text: "", deletedAt: at + MINUTE }),
        ...(pinnedBy && { pin: { byId: idOf(pinnedBy), at: at + MINUTE } }),
        reactions: Object.entries(reactions).map(([emoji, names]) => ({ emoji, userIds: names.map(idOf) })),
      }),
    })),
  );
}

const append = async (entries: NewMessage[]) => (await history.append(entries)).map(mustBeStored);

type NewRoom = { id: string; createdAt: number; room: DemoRoom; idOf: (username: string) => string };

function insertRoom(tx: Tx, { id, createdAt, room, idOf }: NewRoom): void {
  const usernames = room.kind === "direct" ? room.between : room.members;
  const row = { id, kind: room.kind, createdAt, memberCount: usernames.length };
  if (room.kind === "direct") {
    const pair = usernames.map(idOf).toSorted().join(" ");
    tx.insert(table.rooms)
      .values({ ...row, pair })
      .run();
  } else {
    const { title, topic, visibility } = room;
    tx.insert(table.rooms)
      .values({ ...row, title, topic, visibility, ownerId: idOf(room.owner) })
      .run();
  }
  for (const username of usernames) {
    const role = room.kind === "group" && username === room.owner ? "owner" : "member";
    tx.insert(table.members)
      .values({ roomId: id, userId: idOf(username), role, joinedSeq: 0, joinedAt: createdAt })
      .run();
  }
}
