import { createSignal, onMount } from "solid-js";

import { words } from "../i18n/words";
import { createEnter } from "./enter";

export function Composer(props: { onSend: (text: string) => void }) {
  const [isEmpty, setEmpty] = createSignal(true);
  const enter = createEnter(send);
  let field!: HTMLTextAreaElement;

  // On a phone it would bring up the keyboard over what one came to read.
  onMount(() => matchMedia("(hover: hover)").matches && field.focus());

  function send(): void {
    const text = field.value.trim();
    if (text === "") return;
    field.value = "";
    setEmpty(true);
    props.onSend(text);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    send();
    field.focus();
  }

  return (
    <form class="composer" onSubmit={submit}>
      <textarea
        ref={(element) => (field = element)}
        rows="1"
        aria-label={words.message}
        placeholder={words.message}
        enterkeyhint="send"
        onInput={() => setEmpty(field.value.trim() === "")}
        onKeyDown={enter.onKeyDown}
        onKeyUp={enter.onKeyUp}
        on:beforeinput={enter.onBeforeInput}
        on:compositionstart={enter.onCompositionStart}
        on:compositionupdate={enter.onCompositionUpdate}
        on:compositionend={enter.onCompositionEnd}
      />
      <button class="primary" type="submit" disabled={isEmpty()}>
        {words.send}
      </button>
    </form>
  );
}
