import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import type { RowContext } from "../view/item";
import { quoteOf } from "./quote";

/** The buttons beside a message, for a mouse. By keyboard the same actions are in its menu. */
export function Tools(props: { message: Message; view: RowContext }) {
  const chat = useChat();
  return (
    <span class="tools">
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.reply}
        title={words.reply}
        onClick={() => chat.outbox.quote(props.message.roomId, quoteOf(props.message))}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M6.5 3.5 2.5 7.5l4 4M3 7.5h6a4.5 4.5 0 0 1 4.5 4.5v.5" />
        </svg>
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.messageMenu}
        title={words.messageMenu}
        aria-haspopup="menu"
        onClick={(event) => props.view.openMenu(props.message, event.currentTarget)}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" />
        </svg>
      </button>
    </span>
  );
}
