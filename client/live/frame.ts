import type { ServerFrame } from "../../src/protocol/frames";

/** The frame of that type. */
export type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** How I keep a room. */
export type { KeptRoom } from "../../src/protocol/frames";

/** Some of my rooms, as a welcome has them. An older server says nothing of how I keep them. */
export type HeadsPart = Pick<FrameOf<"heads">, "rooms" | "kept">;
