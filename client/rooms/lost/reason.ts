import type { Room } from "../../../src/protocol/room";

/** A room that went while it was on screen: what it was, as far as that says how it can have gone. */
export interface LostRoom {
  id: string;
  name: string;
  kind: "private" | "public" | "direct" | "self";
}

/**
 * The server only says that the room is not mine any more. Nobody is removed from a 1:1, so there it was me, on another
 * device. A public group can be joined again; a private one only when someone adds me.
 */
export function whyLost({ id, kind, visibility }: Room, name: string, isSelf: boolean): LostRoom {
  if (isSelf) return { id, name, kind: "self" };
  return { id, name, kind: kind === "direct" ? "direct" : visibility };
}
