import { createSignal, Show } from "solid-js";
import IconSearch from "~icons/lucide/search";
import IconX from "~icons/lucide/x";

import { words } from "../../i18n/words";

/** A search field; Esc clears it. */
export function SearchField(props: { label: string; isFirst?: boolean; onSearch: (query: string) => void }) {
  const [isEmpty, setEmpty] = createSignal(true);
  let field!: HTMLInputElement;

  function search(): void {
    setEmpty(field.value === "");
    props.onSearch(field.value.trim());
  }

  function clear(): void {
    field.value = "";
    search();
    field.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || isEmpty()) return;
    // In a dialog Esc would close that instead.
    event.preventDefault();
    event.stopPropagation();
    clear();
  }

  return (
    <div class="search" role="search" aria-label={props.label}>
      <IconSearch aria-hidden="true" />
      <input
        ref={(element) => (field = element)}
        dir="auto"
        type="text"
        inputmode="search"
        enterkeyhint="search"
        autocomplete="off"
        autofocus={props.isFirst ?? false}
        autocapitalize="none"
        spellcheck={false}
        aria-label={props.label}
        placeholder={props.label}
        onInput={search}
        onKeyDown={onKeyDown}
      />
      <Show when={!isEmpty()}>
        <button class="icon-button" type="button" aria-label={words.clear} onClick={clear}>
          <IconX aria-hidden="true" />
        </button>
      </Show>
    </div>
  );
}
