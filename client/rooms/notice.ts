import type { Message } from "../../src/protocol/message";
import type { Room } from "../../src/protocol/room";
import { excerptOf } from "../messages/menu/excerpt";

type Notice = Room["notice"];

/** A room's notice once these messages have changed; `unknown` where it was taken down, and an older pin may be next. */
export function noticeAfter(notice: Notice, messages: Message[]): Notice | "unknown" {
  let now = notice;
  for (const { seq, pin, text } of messages) {
    if (pin && (!now || pin.at >= now.at || seq === now.seq)) now = { seq, ...pin, excerpt: excerptOf(text) };
    else if (!pin && seq === now?.seq) return "unknown";
  }
  return now;
}
