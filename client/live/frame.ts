import type { ServerFrame } from "../../src/protocol/frames";

/** What a frame of that type holds. */
export type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** Where I stand in one room: its id, its head, my cursor, and how much I have not read. */
export type RoomState = Frame<"welcome">["rooms"][number];
