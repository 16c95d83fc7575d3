import type { Message } from "../../../src/protocol/message";
import type { Quote } from "../outbox/draft";
import { excerptOf } from "./excerpt";

export const quoteOf = ({ seq, authorId, text }: Message): Quote => ({
  seq,
  authorId,
  excerpt: excerptOf(text),
});
