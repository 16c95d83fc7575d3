import type { Message } from "../../../src/protocol/message";
import type { Quote } from "../outbox/draft";

// About one line; the server makes its own excerpt.
const EXCERPT = 100;

export const quoteOf = ({ seq, authorId, text }: Message): Quote => ({
  seq,
  authorId,
  excerpt: text.slice(0, EXCERPT),
});
