// Prepares data for a test through REST: faster than through the page, and no browser has seen it yet.
import type { Person } from "./people";

export interface Account {
  id: string;
  url: string;
  token: string;
}

export interface Made {
  id: string;
  title: string;
}

// Hashing a password is slow, so each demo user signs in once and the session is reused. Tests that end a session must
// sign in themselves.
const TOKEN_MS = 10 * 60_000;
const accounts = new Map<string, { at: number; account: Promise<Account> }>();

export function account(url: string, username: string): Promise<Account> {
  const key = `${username} at ${url}`;
  const kept = accounts.get(key);
  if (kept && Date.now() - kept.at < TOKEN_MS) return kept.account;
  const fresh = { at: Date.now(), account: signIn(url, username) };
  accounts.set(key, fresh);
  return fresh.account;
}

async function signIn(url: string, username: string): Promise<Account> {
  const body = { username, password: "1234", client: "app" };
  const answer = (await by({ url, token: "" }, "POST", "/api/sessions", body)) as {
    user: { id: string };
    accessToken: string;
  };
  return { id: answer.user.id, url, token: answer.accessToken };
}

/** A private group. Its first message, seq 1, is the system message of its creation. */
export async function group(owner: Account, title: string, others: Account[]): Promise<Made> {
  const memberIds = others.map(({ id }) => id);
  const body = { kind: "group", title, memberIds };
  const { room } = (await by(owner, "POST", "/api/rooms", body)) as { room: { id: string } };
  return { id: room.id, title };
}

/** Sends the texts one by one. Returns the seq of the last one. */
export async function say(author: Account, room: Made, texts: string[], replyTo?: number): Promise<number> {
  let seq = 0;
  for (const text of texts) {
    const body = { clientId: crypto.randomUUID(), text, ...(replyTo === undefined ? {} : { replyTo }) };
    const answer = await by(author, "POST", `/api/rooms/${room.id}/messages`, body);
    ({ seq } = (answer as { message: { seq: number } }).message);
  }
  return seq;
}

/** All of them, page by page: tests before may have made hundreds. */
export async function roomsOf<Known>(member: Account): Promise<Known[]> {
  const all: Known[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const after: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page = await by(member, "GET", `/api/rooms?limit=100${after}`);
    const found = page as { rooms: Known[]; cursor: string | null };
    all.push(...found.rooms);
    cursor = found.cursor;
  }
  return all;
}

/** Other tests of this server may have left something unread. */
export async function readsAll(reader: Account): Promise<void> {
  for (const { id, head } of await roomsOf<{ id: string; head: number }>(reader))
    if (head > 0) await by(reader, "PUT", `/api/rooms/${id}/reading`, { seq: head });
}

export const read = (reader: Account, room: Made, seq: number): Promise<unknown> =>
  by(reader, "PUT", `/api/rooms/${room.id}/reading`, { seq });

/** Two demo users in a new room, which both have open. */
export async function two(
  people: (count: 2) => Promise<[Person, Person]>,
  url: string,
  title: string,
  texts: string[] = [],
): Promise<{ ann: Person; bob: Person; room: Made }> {
  const [ann, bob] = await people(2);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(url, name)));
  const room = await group(me!, title, [other!]);
  await say(me!, room, texts);
  await Promise.all([ann.opens(title), bob.opens(title)]);
  return { ann, bob, room };
}

/** A request by this account; without a token if it has none. */
export async function by(
  { url, token }: Pick<Account, "url" | "token">,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const headers: Record<string, string> = body ? { "content-type": "application/json" } : {};
  if (token) headers["authorization"] = `Bearer ${token}`;
  const answer = await fetch(url + path, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}
