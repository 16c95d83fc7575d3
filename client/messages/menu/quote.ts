import type { Message } from "../../../src/protocol/message";
import type { Quote } from "../outbox/draft";
import { briefOf } from "./excerpt";

export const quoteOf = (message: Message): Quote => ({
  seq: message.seq,
  authorId: message.authorId,
  ...briefOf(message),
});
