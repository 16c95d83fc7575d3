import type { KeptRoom } from "../../live/frame";

const AS_AT_FIRST = { notify: "all", notifyUntil: null, favourite: false, markedUnread: false } as const;

/** How each room is kept, if the frame says so: a room that it does not name is kept as at first. */
export function settingsIn(kept: KeptRoom[] | undefined): (roomId: string) => KeptRoom | undefined {
  const named = new Map(kept?.map((one) => [one.roomId, one]));
  return (roomId) => kept && (named.get(roomId) ?? { roomId, ...AS_AT_FIRST });
}
