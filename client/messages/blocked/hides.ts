import type { Chat } from "../../live/chat";

/** Whether anyone's messages are folded in this room. A 1:1 with someone I block gets nothing new anyway. */
export const foldsIn = ({ rooms, friends }: Chat, roomId: string): boolean =>
  friends.known.blocked.length > 0 && rooms.find(roomId)?.kind === "group";

/** Whether I do not want to see the words of this person in this room: not in its preview, a quote or an announcement. */
export const hidesWords = (chat: Chat, roomId: string, authorId: string): boolean =>
  foldsIn(chat, roomId) && chat.friends.isBlocked(authorId);
