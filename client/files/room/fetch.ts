import type { Message } from "../../../src/protocol/message";
import type { User } from "../../../src/protocol/user";
import { api, ask } from "../../api";

/** `media`: pictures and videos; `file`: all other files. */
export const KINDS = ["media", "file", "link"] as const;
export type SharedKind = (typeof KINDS)[number];

interface SharedPage {
  messages: Message[];
  users: User[];
  /** Null at the end. */
  cursor: number | null;
}

/** Messages of a room that hold something of this kind, the newest first. */
export async function fetchShared(
  roomId: string,
  query: { kind: SharedKind; before?: number; limit: number },
): Promise<SharedPage> {
  const page = await ask(() => api.rooms({ id: roomId }).files.get({ query }));
  return { ...page, messages: page.messages.filter((entry): entry is Message => entry.kind !== "hidden") };
}
