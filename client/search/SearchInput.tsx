import { createSignal, onMount, Show } from "solid-js";
import IconSearch from "~icons/lucide/search";
import IconX from "~icons/lucide/x";

import { words } from "../i18n/words";
import { OF_INPUT_METHOD } from "../keyboard/shortcuts";
import { MOST, searchedPart } from "./query";
import { searching } from "./words";

interface InputProps {
  /** Of the list below, and of the option in it that is chosen. */
  listId: string;
  chosenId: string | undefined;
  onSearch: (query: string) => void;
  /** How far the choice moves in the list. */
  onMove: (step: 1 | -1) => void;
  onEnter: () => void;
  onReady: (control: FieldControl) => void;
}

/** What others may do to the field. */
export interface FieldControl {
  focus: () => void;
  select: () => void;
  blur: () => void;
  /** As if someone had typed it. */
  write: (text: string) => void;
}

/** What is searched for. It counts as it stands there, also a syllable that is still being composed. */
export function SearchInput(props: InputProps) {
  const [isEmpty, setEmpty] = createSignal(true);
  const [isCut, setCut] = createSignal(false);
  let field!: HTMLInputElement;

  function read(isComposing: boolean): void {
    const { q, isCut: isTooLong } = searchedPart(field.value);
    // A change of its text would end a composition; then it is cut once that has ended.
    if (isTooLong && !isComposing) cut();
    setCut(isTooLong);
    setEmpty(field.value === "");
    props.onSearch(q);
  }

  function cut(): void {
    const text = field.value.trimStart();
    field.value = [...text].slice(0, MOST).join("");
  }

  function write(text: string): void {
    field.value = text;
    read(false);
    field.focus();
  }

  onMount(() =>
    props.onReady({
      focus: () => field.focus(),
      select: () => field.select(),
      blur: () => field.blur(),
      write,
    }),
  );

  function onKeyDown(event: KeyboardEvent): void {
    // An arrow or an Enter within a composition belongs to the input method.
    if (event.isComposing || event.keyCode === OF_INPUT_METHOD) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "ArrowDown") props.onMove(1);
    else if (event.key === "ArrowUp") props.onMove(-1);
    else if (event.key === "Enter") props.onEnter();
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div class="search" role="search" aria-label={searching().title}>
        <IconSearch aria-hidden="true" />
        <input
          ref={(element) => (field = element)}
          dir="auto"
          type="text"
          role="combobox"
          inputmode="search"
          enterkeyhint="search"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-label={searching().field}
          placeholder={searching().field}
          aria-autocomplete="list"
          aria-expanded={props.chosenId !== undefined}
          aria-controls={props.chosenId === undefined ? undefined : props.listId}
          aria-activedescendant={props.chosenId}
          aria-describedby={isCut() ? `${props.listId}-cut` : undefined}
          onInput={(event) => read(event.isComposing)}
          onCompositionEnd={() => isCut() && cut()}
          onKeyDown={onKeyDown}
        />
        <Show when={!isEmpty()}>
          <button class="icon-button" type="button" aria-label={words.clear} onClick={() => write("")}>
            <IconX aria-hidden="true" />
          </button>
        </Show>
      </div>
      <p class="finding-note" id={`${props.listId}-cut`} role="status">
        {isCut() ? searching().cut : ""}
      </p>
    </>
  );
}
