import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import type { Quote } from "../outbox/draft";

/** What a message answers; leads to it. */
export function Quoted(props: { quote: Quote; onGo: (seq: number) => void }) {
  const chat = useChat();
  const name = () =>
    props.quote.authorId === chat.me.id ? words.myself : chat.users.nameOf(props.quote.authorId);
  return (
    <button class="quoted" type="button" onClick={() => props.onGo(props.quote.seq)}>
      <strong>{words.replyTo(name())}</strong>
      <span>{props.quote.excerpt || words.deletedMessage}</span>
    </button>
  );
}
