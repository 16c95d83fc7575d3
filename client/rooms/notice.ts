import type { Message } from "../../src/protocol/message";
import type { Room } from "../../src/protocol/room";
import { briefOf } from "../messages/menu/excerpt";

type Notice = Room["notice"];

/** A room's notice once these messages have changed; `unknown` where it was taken down, and an older pin may be next. */
export function noticeAfter(notice: Notice, messages: Message[]): Notice | "unknown" {
  let now = notice;
  for (const message of messages) {
    const { seq, pin } = message;
    if (pin && (!now || pin.at >= now.at || seq === now.seq)) now = { seq, ...pin, ...briefOf(message) };
    else if (!pin && seq === now?.seq) return "unknown";
  }
  return now;
}
