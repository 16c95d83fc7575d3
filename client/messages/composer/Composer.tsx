import { createEffect, createSignal, on, onMount, Show } from "solid-js";
import IconSend from "~icons/lucide/arrow-up";

import type { FilesField } from "../../files/sending/choosing/Attaching";
import { excerptInWords } from "../../files/told";
import { words } from "../../i18n/words";
import { hasHardwareKeyboard } from "../../keyboard/composer/hardware";
import { useChat } from "../../live/chat";
import { Attaching } from "../../shell/extras/extras";
import { createTypingReport } from "../../typing/report";
import { Extra } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { hidesWords } from "../blocked/hides";
import { isChangeable, startEditing } from "../changes/editing";
import type { MentionField } from "../mentions/MentionPicker";
import type { AttachedFiles } from "../outbox/draft";
import { isBlank } from "./blank";
import { EmojiButton } from "./EmojiButton";
import { createEnter } from "./enter";
import { countSend, isNew } from "./firstUses";
import { createSentListener, unsent } from "./unsent";

const MentionPicker = lazily(() => import("../mentions/MentionPicker").then(({ MentionPicker: it }) => it));

// The server's maximum, in code points.
const LONGEST = 5000;

// Touch keyboards have no Shift to hold: Enter is a line break there, and the button sends.
const touches = matchMedia("(hover: none) and (pointer: coarse)");

export function Composer(props: { onSend: (text: string, attached?: AttachedFiles) => void }) {
  const chat = useChat();
  const roomId = () => chat.messages.onScreen() ?? "";
  const quote = () => chat.outbox.quoteIn(roomId());
  const [text, setText] = createSignal("");
  const length = () => (text().length > LONGEST ? [...text().trim()].length : 0);
  const isTooLong = () => length() > LONGEST;
  // A message may be files alone.
  const [files, setFiles] = createSignal<FilesField>();
  const isEmpty = () => isBlank(text()) && !files()?.count();
  // The field shows names; `text` has their tokens. Until the picker is loaded there are none.
  let mentions: MentionField | undefined;
  const enter = createEnter(
    () => mentions?.pick() || send(),
    () => !touches.matches || hasHardwareKeyboard() || mentions?.isOpen() === true,
  );
  const reportTyping = createTypingReport(roomId, () => isBlank(text()));
  let field!: HTMLTextAreaElement;

  // On a phone the keyboard would cover what people came to read.
  onMount(() => touches.matches || field.focus());
  createEffect(on(roomId, (id) => write(unsent.find(chat.me.id, id))));
  createEffect(on(quote, (quoted) => quoted && field.focus(), { defer: true }));

  // A duplicated tab shows the same text until one of them has sent it.
  createSentListener(reread);

  function reread(): void {
    if (text() !== "") write(unsent.find(chat.me.id, roomId()));
  }

  function write(value: string): void {
    field.value = mentions?.decode(value) ?? value;
    readField();
  }

  function readField(): void {
    setText(mentions?.encode(field.value) ?? field.value);
    unsent.keep(chat.me.id, roomId(), text());
    grow();
  }

  function setMentions(loaded: MentionField | undefined): void {
    mentions = loaded;
    if (loaded && text().includes("<@")) write(text());
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
    unsent.sent(chat.me.id, roomId());
    write("");
    countSend();
    props.onSend(message, files()?.collect());
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    enter.endComposition(field);
    send();
    field.focus();
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    if (event.key === "ArrowUp" && isEmpty() && !event.isComposing && !event.shiftKey) {
      const last = chat.messages.find(roomId())?.entries.findLast((entry) => isChangeable(entry, chat.me.id));
      if (last?.kind === "text") {
        event.preventDefault();
        return startEditing(last);
      }
    }
    enter.onKeyDown(event);
  }

  return (
    <form class="composer" onSubmit={submit}>
      <Show when={quote()}>
        {(quoted) => (
          <div class="answering">
            <p class="answered">
              <strong>
                {quoted().authorId === chat.me.id
                  ? words.replyToMe
                  : words.replyTo(chat.users.nameOf(quoted().authorId))}
              </strong>
              <span dir="auto">
                {hidesWords(chat, roomId(), quoted().authorId)
                  ? words.menus.fromBlocked(1)
                  : excerptInWords(quoted(), chat.users)}
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
      <p class="too-long" id="too-long" role="alert" translate="no">
        {isTooLong() ? words.tooLong(length(), LONGEST) : ""}
      </p>
      <Show when={text().includes("@") && roomId()} keyed>
        {(id) => (
          <Extra>
            <MentionPicker
              roomId={id}
              field={field}
              endComposition={enter.endComposition}
              onReady={setMentions}
              onKnown={() => write(text())}
            />
          </Extra>
        )}
      </Show>
      <div class="composer-box">
        <Extra>
          <Attaching
            roomId={roomId()}
            isEmpty={isEmpty()}
            isTouch={touches.matches}
            field={() => field}
            onReady={setFiles}
            onVoice={(attached) => props.onSend("", attached)}
          />
        </Extra>
        <EmojiButton
          isTouch={touches.matches}
          field={() => field}
          endComposition={(composing) => enter.endComposition(composing)}
        />
        <textarea
          ref={(element) => (field = element)}
          rows="1"
          dir="auto"
          aria-label={words.message}
          aria-describedby="too-long composer-hint"
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
          class="send"
          type="submit"
          aria-label={words.send}
          title={words.send}
          aria-disabled={isEmpty() || isTooLong()}
          onMouseDown={(event) => event.preventDefault()}
        >
          <span class="send-face">
            <IconSend aria-hidden="true" />
          </span>
        </button>
      </div>
      <Show when={isNew() && !touches.matches}>
        <p class="composer-hint" id="composer-hint">
          {words.composerHint}
        </p>
      </Show>
    </form>
  );
}
