import { excerptInWords } from "../../files/told";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { hidesWords } from "../blocked/hides";
import type { Quote } from "../outbox/draft";

/** The message that a reply quotes; goes to it, if I may see it. */
export function Quoted(props: { roomId: string; quote: Quote; onGo: (seq: number) => void }) {
  const chat = useChat();
  const title = () => {
    const { authorId } = props.quote;
    return authorId === chat.me.id ? words.replyToMe : words.replyTo(chat.users.nameOf(authorId));
  };
  const excerpt = () => {
    const { roomId, quote } = props;
    return quote.hidden ? chat.quotes.excerptOf(roomId, quote.seq) : quote;
  };
  const text = () => {
    const known = excerpt();
    if (hidesWords(chat, props.roomId, props.quote.authorId)) return words.menus.fromBlocked(1);
    if (known === null) return words.beforeMyTime;
    if (known === undefined) return words.loading;
    return (!props.quote.deleted && excerptInWords(known, chat.users)) || words.deletedMessage;
  };
  return (
    <button
      class="quoted"
      type="button"
      disabled={excerpt() === null}
      onClick={() => props.onGo(props.quote.seq)}
    >
      <strong dir="auto">{title()}</strong>
      <span dir="auto">{text()}</span>
    </button>
  );
}
