import { emptied, history, type MessageChange, type Stored } from "../../../db/history/history";
import * as bus from "../../bus/bus";
import * as machines from "../../bus/machines";
import { consume, mustHaveLeft, spend } from "../../capacity/limits";
import { invalid, Refused } from "../../errors";
import type { Message } from "../../protocol/message";
import { rules } from "../../protocol/text";
import * as rooms from "../../rooms/service";
import * as users from "../../users/service";
import { collect, release } from "../attachments/attachments";
import { mentionable, notifyMentioned } from "../mentions";
import { namedIn } from "../service";
import type { ChangedMessages, ChangesQuery, Edit, Pins, Reactors } from "./model";
import { shortened } from "./publish";
import { enqueue } from "./queue";
import { emojisOf, mustBeEmoji, withoutReaction, withReaction } from "./reactions";
import { type Actor, mayDelete, mustEdit, mustPin, mustReact } from "./rules";

// What was said can change. Each change is stored under the next rev of its room before anyone learns of it.

// Pinned messages a room can have.
const MOST_PINS = 50;
const MOST_NAMED = 100;
// In bytes of text and names, as of a page of history.
const MAX_PAGE = 1024 * 1024;

/** A message that someone wants to change: their id, and what the path names. */
export type ChangeTarget = Actor & { place: string };

/** Corrects my message; the same text changes nothing. Returns it as it is now. */
export async function edit(target: ChangeTarget, { text, mentions = [] }: Edit): Promise<Message> {
  const { userId, roomId } = target;
  const trimmed = text.trim();
  const bytes = Buffer.byteLength(trimmed);
  mustHaveLeft("stored", userId, bytes);
  let mentionedBefore: string[] = [];
  const { message, isChanged } = await change(target, (before) => {
    const now = Date.now();
    const named = mentionable(mustEdit(target, before, now), mentions);
    if (trimmed === "" && before.attachments.length === 0) throw invalid("text", rules["message-text"].says);
    mentionedBefore = before.mentions;
    const isSame = trimmed === before.text && named.join(" ") === before.mentions.join(" ");
    return isSame ? undefined : { text: trimmed, mentions: named, editedAt: now };
  });
  const view = rooms.forMember(userId, roomId);
  if (isChanged) {
    spend("stored", userId, bytes);
    notifyMentioned(view, message, mentionedBefore);
  }
  const [shown] = await rooms.present(view, userId, [message]);
  return shown as Message;
}

/** Leaves nothing of a message but its place, and of its files nothing that no other message holds. */
export async function remove(target: ChangeTarget): Promise<void> {
  const found = await admit(target);
  const fileIds = found.attachments.map(({ id }) => id);
  // Also refuses now what would be refused then: files of a message that stays are not looked at.
  if (mayDelete(target, found, Date.now())) await release(found);
  await enqueue({
    ...placeOf(found),
    to: (message) => {
      const now = Date.now();
      return mayDelete(target, message, now) ? emptied(now) : undefined;
    },
  });
  await collect(fileIds);
}

/** Its link is shown without what is behind it, to everyone. Within the rules of an edit. */
export async function removePreview(target: ChangeTarget): Promise<void> {
  await change(target, (message) => {
    mustEdit(target, message, Date.now());
    return message.noPreview ? undefined : { noPreview: true };
  });
}

export const react = (target: ChangeTarget, emoji: string): Promise<void> =>
  changeReactions(target, emoji, withReaction);
export const unreact = (target: ChangeTarget, emoji: string): Promise<void> =>
  changeReactions(target, emoji, withoutReaction);

async function changeReactions(
  target: ChangeTarget,
  emoji: string,
  changed: typeof withReaction,
): Promise<void> {
  const { userId, roomId } = target;
  mustBeEmoji(emoji);
  const to = (before: Stored) => {
    mustReact(target, before);
    const reactions = changed(before.reactions, emoji, userId);
    return reactions && { reactions };
  };
  // Before the frame for everyone: whoever gets that one and not this one would never know what is theirs.
  await enqueue(
    { ...placeOf(await admit(target)), to },
    ({ message: { seq, rev, reactions }, isChanged }) => {
      if (!isChanged) return;
      const mine = { userId, seq, rev, emojis: emojisOf(reactions, userId) };
      machines.publish(roomId, { type: "reaction", ...mine });
      publishMine(roomId, mine);
    },
  );
}

/** To all devices of someone whose reactions to a message have changed. */
export function publishMine(roomId: string, { userId, seq, rev, emojis }: Mine): void {
  bus.toUser(userId, { type: "reaction.mine", roomId, seq, rev, emojis });
}
type Mine = { userId: string; seq: number; rev: number; emojis: string[] };

/** Makes a message the room's notice. */
export async function pin(target: ChangeTarget): Promise<void> {
  const { userId } = target;
  const found = placeOf(await admit(target));
  // In its turn, so that of many at once none comes on top.
  await enqueue({
    ...found,
    countsPins: true,
    to: (message, count) => {
      mustPin(target, message);
      if (message.pin) return undefined;
      if (count >= MOST_PINS)
        throw new Refused("conflict", { detail: `A room has at most ${MOST_PINS} pinned messages.` });
      return { pin: { byId: userId, at: Date.now() } };
    },
  });
}

export async function unpin(target: ChangeTarget): Promise<void> {
  await change(target, (message) => {
    mustPin(target, message);
    return message.pin ? { pin: null } : undefined;
  });
}

/** What was changed after a rev, of what I may see. */
export async function after(
  userId: string,
  roomId: string,
  { after: from = 0, limit = 200 }: ChangesQuery,
): Promise<ChangedMessages> {
  const view = rooms.forMember(userId, roomId);
  const found = await history.changes(roomId, { after: from, limit });
  const [now] = await history.positions([roomId]);
  const { messages: part, rev } = shortened(found, MAX_PAGE);
  const messages = await visible(view, part);
  return { messages, users: namedIn(messages), rev, more: rev < (now?.rev ?? 0) };
}

/** Who has reacted to a message, and how. */
export async function reactors(target: ChangeTarget): Promise<Reactors> {
  const view = rooms.forMember(target.userId, target.roomId);
  const { reactions } = await rooms.visibleAt(view, target.place);
  return {
    reactions: reactions.map(({ emoji, userIds }) => ({
      emoji,
      count: userIds.length,
      users: users.named(userIds.slice(0, MOST_NAMED)),
    })),
  };
}

/** The pinned messages that I may see, the newest pin first. */
export async function pins(userId: string, roomId: string): Promise<Pins> {
  const view = rooms.forMember(userId, roomId);
  const pinned = (await history.pinned(roomId)).toSorted((one, other) => pinnedAt(other) - pinnedAt(one));
  const messages = await visible(view, pinned);
  return { messages, users: namedIn(messages) };
}

const pinnedAt = ({ pin: own }: Stored): number => own?.at ?? 0;

async function change(target: ChangeTarget, to: MessageChange["to"]) {
  return enqueue({ ...placeOf(await admit(target)), to });
}

/** The message as it is now, if they may see it. */
async function admit({ userId, roomId, place }: ChangeTarget): Promise<Stored> {
  consume("messages", userId);
  return rooms.visibleAt(rooms.forMember(userId, roomId), place);
}

const placeOf = ({ roomId, seq }: Stored) => ({ roomId, seq });

async function visible(view: rooms.MemberView, stored: Stored[]): Promise<Message[]> {
  const { userId } = view.me;
  const { floor } = rooms.viewerOf(view, userId);
  const shown = await rooms.present(
    view,
    userId,
    stored.filter(({ seq }) => seq > floor),
  );
  return shown.filter((one): one is Message => one.kind !== "hidden");
}
