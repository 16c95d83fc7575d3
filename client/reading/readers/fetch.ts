import type { User } from "../../../src/protocol/user";
import { api, ask } from "../../api";

/** Who has read a message, and who has not. The first hundred of each; people who hide their reading are counted only. */
export interface MessageReaders {
  read: User[];
  unread: User[];
  readCount: number;
  unreadCount: number;
}

export const fetchReaders = (roomId: string, seq: number): Promise<MessageReaders> =>
  ask(() => api.rooms({ id: roomId }).messages({ seq }).readers.get());
