import type { Message } from "../../../src/protocol/message";
import { api, ask, isRefused } from "../../api";
import { announce } from "../../ui/Announcer";
import { changing } from "./words";

// Changes go over REST. What they change comes back as it does for everyone: by frames.

type Place = Pick<Message, "roomId" | "seq">;

const at = ({ roomId, seq }: Place) => api.rooms({ id: roomId }).messages({ seq: String(seq) });

/** Resolves to whether it was done; a refusal is said to the reader. */
async function done(change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    announce(isRefused(error, "forbidden") ? changing().tooLate : changing().failed);
    return false;
  }
}

export const editMessage = (place: Place, text: string, mentions: string[]): Promise<boolean> =>
  done(() => ask(() => at(place).patch({ text, mentions })));

export const deleteMessage = (place: Place): Promise<boolean> => done(() => ask(() => at(place).delete()));

export const removePreview = (place: Place): Promise<boolean> =>
  done(() => ask(() => at(place).preview.delete()));

export function toggleReaction(message: Message, emoji: string): Promise<boolean> {
  const isMine = message.reactions.some((one) => one.emoji === emoji && one.mine);
  const reaction = at(message).reactions({ emoji: encodeURIComponent(emoji) });
  return done(() => ask(() => (isMine ? reaction.delete() : reaction.put())));
}

export function togglePin(message: Message): Promise<boolean> {
  const pin = api.rooms({ id: message.roomId }).pins({ seq: String(message.seq) });
  return done(() => ask(() => (message.pin === undefined ? pin.put() : pin.delete())));
}
