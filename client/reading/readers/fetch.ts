import type { User } from "../../../src/protocol/user";
import { api, ask } from "../../api";

/** Who has read a message, and who has not. The first hundred of each; people who hide their reading are counted only. */
export interface MessageReaders {
  read: User[];
  unread: User[];
  readCount: number;
  unreadCount: number;
}

type ReadersApi = (message: { seq: number }) => {
  readers: { get: () => ReturnType<Parameters<typeof ask<MessageReaders>>[0]> };
};

export function fetchReaders(roomId: string, seq: number): Promise<MessageReaders> {
  const messages = api.rooms({ id: roomId }).messages as unknown as ReadersApi;
  return ask(() => messages({ seq }).readers.get());
}
