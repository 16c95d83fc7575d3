import { createSignal, onCleanup, onMount, Show, untrack } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { hasHardwareKeyboard } from "../../keyboard/composer/hardware";
import { composerField } from "../../keyboard/escape";
import { useChat } from "../../live/chat";
import { Extra } from "../../ui/later/Later";
import { isBlank } from "../composer/blank";
import { createEnter } from "../composer/enter";
import { unsent } from "../composer/unsent";
import { type MentionField, MentionPicker } from "../mentions/MentionPicker";
import { mentionedIn } from "../mentions/tokens";
import { editMessage } from "./actions";
import { editKeyOf, stopEditing, takesFocus } from "./editing";
import { changing } from "./words";

/** In the place of a message's text: the text in a field. Enter saves, Escape leaves it as it was. */
export function EditField(props: { message: Message }) {
  const chat = useChat();
  const key = untrack(() => editKeyOf(props.message));
  const [isBusy, setBusy] = createSignal(false);
  const opener = document.activeElement;
  let field!: HTMLTextAreaElement;
  const [text, setText] = createSignal("");
  // As in the composer: the field shows names, `text` has their tokens.
  let mentions: MentionField | undefined;
  const enter = createEnter(
    () => mentions?.pick() || void save(),
    () => !matchMedia("(pointer: coarse)").matches || hasHardwareKeyboard() || mentions?.isOpen() === true,
  );

  onMount(() => {
    write(unsent.find(chat.me.id, key) || props.message.text);
    if (!takesFocus()) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
  // A row that is scrolled away keeps its text.
  const keep = () => unsent.keep(chat.me.id, key, text());
  onCleanup(() => isBusy() || keep());

  function write(value: string): void {
    field.value = mentions?.decode(value) ?? value;
    setText(value);
  }

  function onInput(): void {
    setText(mentions?.encode(field.value) ?? field.value);
    keep();
  }

  function setMentions(loaded: MentionField | undefined): void {
    mentions = loaded;
    if (loaded && text().includes("<@")) write(text());
  }

  async function save(): Promise<void> {
    const edited = text().trim();
    // Files alone are a message, too.
    if ((isBlank(edited) && props.message.attachments.length === 0) || isBusy()) return;
    setBusy(true);
    const isDone =
      edited === props.message.text || (await editMessage(props.message, edited, mentionedIn(edited)));
    if (isDone) leave();
    else setBusy(false);
  }

  function leave(): void {
    setBusy(true);
    unsent.keep(chat.me.id, key, "");
    const row = field.closest<HTMLElement>("[data-key]");
    stopEditing();
    const back = opener === composerField() ? composerField() : row;
    back?.focus({ preventScroll: true });
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    // The list moves the focus by these keys, and its menu opens by Enter.
    event.stopPropagation();
    if (event.key !== "Escape" || event.isComposing) return enter.onKeyDown(event);
    event.preventDefault();
    leave();
  }

  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        enter.endComposition(field);
        void save();
      }}
    >
      <textarea
        ref={(element) => (field = element)}
        aria-label={changing().editField}
        aria-describedby="edit-hint"
        dir="auto"
        rows="1"
        enterkeyhint="done"
        onInput={onInput}
        on:keydown={onKeyDown}
        onKeyUp={enter.onKeyUp}
        on:beforeinput={enter.onBeforeInput}
        on:compositionstart={enter.onCompositionStart}
        on:compositionupdate={enter.onCompositionUpdate}
        on:compositionend={enter.onCompositionEnd}
      />
      <Show when={text().includes("@")}>
        <Extra>
          <MentionPicker
            roomId={props.message.roomId}
            field={field}
            endComposition={enter.endComposition}
            onReady={setMentions}
            onKnown={() => write(text())}
          />
        </Extra>
      </Show>
      <span class="edit-actions">
        <span id="edit-hint">{changing().editHint}</span>
        <button class="quiet" type="button" onClick={leave}>
          {words.cancel}
        </button>
        <button class="quiet" type="submit" disabled={isBusy()}>
          {changing().save}
        </button>
      </span>
    </form>
  );
}
