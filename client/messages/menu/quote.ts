import type { Message } from "../../../src/protocol/message";
import type { Quote } from "../outbox/draft";

// About a line; the server makes its own of it.
const EXCERPT = 100;

export const quoteOf = ({ seq, authorId, text }: Message): Quote => ({
  seq,
  authorId,
  excerpt: text.slice(0, EXCERPT),
});
