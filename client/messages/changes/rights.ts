import type { Room } from "../../../src/protocol/room";

/** Whether I may delete what others write, as the owner or an admin of a group. */
export const isModerated = (room: Room | undefined): boolean =>
  room?.kind === "group" && room.me?.role !== "member";
