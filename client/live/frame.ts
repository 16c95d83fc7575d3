import type { ServerFrame } from "../../src/protocol/frames";

/** The frame of that type. */
export type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** The state of one room for me: its id, its head, my cursor, and my unread count. */
export type { RoomState } from "../../src/protocol/frames";
