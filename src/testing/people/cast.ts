import { green } from "../fixtures/pictures";
import { sent } from "../wire/uploads";
import { type Guest, guests, openHouse } from "./guests";

// For tests of permissions: users in every relation to a target. The member is for comparison: it shows that what the
// others are refused exists, and is accessible to those who may.

export const people = ["member", "stranger", "former", "passerby", "blocked"] as const;
export type Person = (typeof people)[number];

/** The target: a room, a text in it with a file, a user in it, and that user's session. */
export type Target = { room: string; seq: number; user: string; session: string; file: string };

export type Party = {
  cast: Record<Person, Guest>;
  targets: Record<Person, Target>;
  /** The member, on a signed-out device. */
  ended: Guest;
};

/** Starts a server with all of them, a private group, a public one, and a 1:1 with a block. */
export async function assemble(): Promise<Party> {
  await openHouse({ PREVIEWS: "off" });
  const [ann, member, stranger, former, passerby, blocked] = await guests(6);
  const ended = await member.again();
  await ended.call("DELETE", "/api/sessions/current");
  const group = await ann.group("우리끼리", [member, former]);
  await ann.call("PUT", `/api/rooms/${group.id}/members/${member.id}`, { role: "admin" });
  await former.call("DELETE", `/api/rooms/${group.id}/members/me`);
  const open = await ann.group("누구나", [], "public");
  const direct = await ann.direct(blocked);
  await ann.call("PUT", `/api/blocks/${blocked.id}`);
  const seqs = new Map<string, number>();
  const files = new Map<string, string>();
  for (const [room, author] of [
    [group, ann],
    [open, ann],
    [direct, blocked],
  ] as const) {
    const { id } = (await sent(author, green, "안에서 본 것.png")).body.attachment;
    files.set(room.id, id);
    const said = await author.says(room, "안에서 하는 말 https://potato.example/", { attachmentIds: [id] });
    seqs.set(room.id, said.body.message.seq);
  }
  for (let nth = 0; nth < 2; nth++) await blocked.says(direct, "들려요?");
  const [session] = (await ann.call("GET", "/api/sessions")).body.sessions;
  // In the 1:1 it is the blocked person's own, which is hidden from her.
  const at = ({ id }: { id: string }) => ({
    room: id,
    seq: seqs.get(id)!,
    file: files.get(id)!,
    user: ann.id,
    session: session.id,
  });
  const [inGroup, inPublic, inDirect] = [at(group), at(open), at(direct)];
  return {
    cast: { member, stranger, former, passerby, blocked },
    targets: { member: inGroup, stranger: inGroup, former: inGroup, passerby: inPublic, blocked: inDirect },
    ended,
  };
}

/** A target that never existed. */
export const nowhere = (): Target => ({
  room: crypto.randomUUID(),
  seq: 1,
  user: crypto.randomUUID(),
  session: crypto.randomUUID(),
  file: "0".repeat(32),
});
