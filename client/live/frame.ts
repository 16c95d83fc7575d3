import type { ServerFrame } from "../../src/protocol/frames";

/** The frame of that type. */
export type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** The state of one room for me: its id, its head, my cursor, and my unread count; and how I keep it. */
export type { KeptRoom, RoomState } from "../../src/protocol/frames";

/** Some of my rooms, as a welcome has them. An older server says nothing of how I keep them. */
export type HeadsPart = Pick<FrameOf<"heads">, "rooms" | "kept">;
