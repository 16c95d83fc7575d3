import { createEffect, createSignal, on, onMount, Show } from "solid-js";

import { words } from "../../i18n/words";
import { hasHardwareKeyboard } from "../../keyboard/composer/hardware";
import { useChat } from "../../live/chat";
import { createTypingReport } from "../../typing/report";
import { hidesWords } from "../blocked/hides";
import { isBlank } from "./blank";
import { createEnter } from "./enter";
import { keepUnsent, unsentIn } from "./unsent";

// The server's maximum, in code points.
const LONGEST = 5000;

// Touch keyboards have no Shift to hold: Enter is a line break there, and the button sends.
const touches = matchMedia("(hover: none) and (pointer: coarse)");

export function Composer(props: { onSend: (text: string) => void }) {
  const chat = useChat();
  const roomId = () => chat.messages.onScreen() ?? "";
  const quote = () => chat.outbox.quoteIn(roomId());
  const [text, setText] = createSignal("");
  const length = () => (text().length > LONGEST ? [...text().trim()].length : 0);
  const isTooLong = () => length() > LONGEST;
  const isEmpty = () => isBlank(text());
  const enter = createEnter(send, () => !touches.matches || hasHardwareKeyboard());
  const reportTyping = createTypingReport(roomId, isEmpty);
  let field!: HTMLTextAreaElement;

  // On a phone the keyboard would cover what people came to read.
  onMount(() => touches.matches || field.focus());
  createEffect(on(roomId, (id) => write(unsentIn(chat.me.id, id))));
  createEffect(on(quote, (quoted) => quoted && field.focus(), { defer: true }));

  function write(value: string): void {
    field.value = value;
    readField();
  }

  function readField(): void {
    setText(field.value);
    keepUnsent(chat.me.id, roomId(), field.value);
    grow();
  }

  function onInput(): void {
    readField();
    reportTyping();
  }

  // For browsers without `field-sizing`; the style sheet sets the maximum.
  function grow(): void {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  function send(): void {
    readField();
    if (isEmpty() || isTooLong()) return;
    const message = text().trim();
    write("");
    props.onSend(message);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    enter.endComposition(field);
    send();
    field.focus();
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    enter.onKeyDown(event);
  }

  return (
    <form class="composer" onSubmit={submit}>
      <Show when={quote()}>
        {(quoted) => (
          <div class="answering">
            <p class="answered">
              <strong>
                {words.replyTo(
                  quoted().authorId === chat.me.id ? words.myself : chat.users.nameOf(quoted().authorId),
                )}
              </strong>
              <span>
                {hidesWords(chat, roomId(), quoted().authorId)
                  ? words.menus.fromBlocked(1)
                  : quoted().excerpt}
              </span>
            </p>
            <button
              class="quiet"
              type="button"
              aria-label={words.cancelReply}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => chat.outbox.quote(roomId(), undefined)}
            >
              <span aria-hidden="true">✕</span>
            </button>
          </div>
        )}
      </Show>
      <p class="too-long" id="too-long" role="alert">
        {isTooLong() ? words.tooLong(length(), LONGEST) : ""}
      </p>
      <textarea
        ref={(element) => (field = element)}
        rows="1"
        aria-label={words.message}
        aria-describedby="too-long"
        aria-invalid={isTooLong()}
        placeholder={words.message}
        enterkeyhint={touches.matches ? "enter" : "send"}
        onInput={onInput}
        onKeyDown={onKeyDown}
        onKeyUp={enter.onKeyUp}
        on:beforeinput={enter.onBeforeInput}
        on:compositionstart={enter.onCompositionStart}
        on:compositionupdate={enter.onCompositionUpdate}
        on:compositionend={enter.onCompositionEnd}
      />
      {/* Pressing it must not move the focus, which would close a phone's keyboard. */}
      <button
        class="primary send"
        type="submit"
        aria-disabled={isEmpty() || isTooLong()}
        onMouseDown={(event) => event.preventDefault()}
      >
        {words.send}
      </button>
    </form>
  );
}
