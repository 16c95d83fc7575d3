import type { NoticeSettings } from "./notice";

// What pages and the worker send each other.

/** From a page. */
export type PostedToWorker =
  | { type: "settings"; settings: NoticeSettings }
  /** Someone has signed out: nothing of theirs is left on the screen. */
  | { type: "signed-out" }
  /** What I have read, by room: their notifications are closed. */
  | { type: "read"; rooms: [roomId: string, seq: number][] };

/** To a page. */
export interface OpenRoom {
  type: "open-room";
  roomId: string;
  seq: number;
}

const types = ["settings", "signed-out", "read"];

/** Undefined for what is meant for other parts of the worker. */
export function postedOf(data: unknown): PostedToWorker | undefined {
  const { type } = { ...(data as { type?: unknown } | null) };
  return types.some((one) => one === type) ? (data as PostedToWorker) : undefined;
}

export const isOpenRoom = (data: unknown): data is OpenRoom =>
  (data as Partial<OpenRoom> | null)?.type === "open-room";

// In the address of a page that a notification opens: the message to go to.
const AT = "at";

export const addressAt = ({ roomId, seq }: Omit<OpenRoom, "type">): string => `/rooms/${roomId}?${AT}=${seq}`;

export function seqIn(search: string): number | undefined {
  const seq = Number(new URLSearchParams(search).get(AT));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : undefined;
}
