import {
  createEffect,
  createSignal,
  createUniqueId,
  For,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from "solid-js";
import { Portal } from "solid-js/web";

import { useChat } from "../../live/chat";
import { createReadOut } from "../../ui/Announcer";
import { Avatar } from "../../ui/Avatar";
import { createFloating } from "../../ui/float/floating";
import { insertAsTyped } from "../composer/insert";
import { createMentionDraft, mentionBefore } from "./draft";
import { nameOfMention } from "./named";
import { createMentionable } from "./people";
import { EVERYONE } from "./tokens";
import { mentioning } from "./words";

/** What a field needs of its mentions, once these are loaded. */
export interface MentionField {
  encode: (text: string) => string;
  decode: (text: string) => string;
  isOpen: () => boolean;
  /** Writes the name that is marked in the list; false where no list is open. */
  pick: () => boolean;
}

interface PickerProps {
  roomId: string;
  field: HTMLTextAreaElement;
  endComposition: (field: HTMLTextAreaElement) => void;
  onReady: (mentions: MentionField | undefined) => void;
  /** Someone has come to be known whose token stands in the field. */
  onKnown: () => void;
}

/** Beside a field: whom an @ that is being written can mention. The focus, and what is composed, stay in the field. */
export function MentionPicker(props: PickerProps) {
  const chat = useChat();
  const { field, roomId } = untrack(() => props);
  const draft = createMentionDraft(chat.users);
  const [begun, setBegun] = createSignal<{ at: number; query: string }>();
  const [active, setActive] = createSignal(0);
  // Escape closes the list for this @.
  const [closedAt, setClosedAt] = createSignal<number>();
  const query = () => (begun() && begun()?.at !== closedAt() ? begun()?.query : undefined);
  const { ids, setQuery, noteOf } = createMentionable(roomId, query);
  const isOpen = () => ids().length > 0;
  const listId = createUniqueId();
  const optionId = (nth: number) => `${listId}-${nth}`;

  createEffect(on(query, (text) => (setActive(0), setQuery(text ?? ""))));
  createReadOut(() => (isOpen() ? mentioning().found(ids().length) : ""));
  createEffect(() => {
    const isShown = isOpen();
    setAttribute("aria-autocomplete", isShown ? "list" : undefined);
    setAttribute("aria-controls", isShown ? listId : undefined);
    setAttribute("aria-activedescendant", isShown ? optionId(active()) : undefined);
  });

  function setAttribute(name: string, value: string | undefined): void {
    if (value === undefined) field.removeAttribute(name);
    else field.setAttribute(name, value);
  }

  function follow(): void {
    const isThere = document.activeElement === field && field.selectionStart === field.selectionEnd;
    const found = isThere ? mentionBefore(field.value, field.selectionStart) : undefined;
    // A name that stands there already is no query, nor is what follows it.
    const label = found && draft.labelAt(field.value, found.at + 1);
    const next = found && label !== undefined && found.query.length >= label.length ? undefined : found;
    if (next?.at !== closedAt()) setClosedAt(undefined);
    const before = begun();
    if (next?.at !== before?.at || next?.query !== before?.query) setBegun(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.code] ?? STEPS[event.key];
    const isTab = event.code === "Tab" && !event.shiftKey;
    if (!isOpen() || (step === undefined && !isTab) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) pick();
    else setActive((active() + step + ids().length) % ids().length);
  }

  function pick(nth = active()): boolean {
    const id = ids()[nth];
    const at = begun()?.at;
    if (id === undefined || at === undefined) return false;
    // Ends what is composed, and with it `begun`.
    props.endComposition(field);
    insertAsTyped(field, `@${draft.labelOf(id)} `, at);
    return true;
  }

  onMount(() => {
    field.addEventListener("input", follow);
    field.addEventListener("blur", follow);
    field.addEventListener("keydown", onKeyDown, true);
    document.addEventListener("selectionchange", follow);
    props.onReady({ encode: draft.encode, decode: draft.decode, isOpen, pick });
    follow();
    // A token stays in the field until its person is known.
    createEffect(
      on(
        () => draft.decode(field.value) !== field.value,
        (isKnown) => isKnown && props.onKnown(),
      ),
    );
  });
  onCleanup(() => {
    field.removeEventListener("input", follow);
    field.removeEventListener("blur", follow);
    field.removeEventListener("keydown", onKeyDown, true);
    document.removeEventListener("selectionchange", follow);
    for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"])
      field.removeAttribute(name);
    props.onReady(undefined);
  });

  return (
    <Show when={isOpen()}>
      <Portal mount={field.closest("main") ?? document.body}>
        <MentionList
          id={listId}
          ids={ids()}
          active={active()}
          field={field}
          noteOf={noteOf}
          onPick={pick}
          onClose={() => setClosedAt(begun()?.at)}
        />
      </Portal>
    </Show>
  );
}

// `code` also while an input method has the key.
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

interface ListProps {
  id: string;
  ids: string[];
  active: number;
  field: HTMLTextAreaElement;
  noteOf: (id: string) => string;
  onPick: (nth: number) => void;
  onClose: () => void;
}

function MentionList(props: ListProps) {
  const chat = useChat();
  const home = () => props.field.closest<HTMLElement>(".composer-box, .edit") ?? props.field;
  const { attach, place } = createFloating({ anchor: home, onClose: () => props.onClose() });
  let list!: HTMLUListElement;
  createEffect(on(() => props.ids, place, { defer: true }));
  createEffect(() => list.children[props.active]?.scrollIntoView({ block: "nearest" }));
  return (
    <ul
      id={props.id}
      class="mention-list"
      role="listbox"
      aria-label={mentioning().choose}
      // It scrolls. Tab chooses while it is open, so nobody gets there.
      tabIndex={0}
      style={{ width: `${home().offsetWidth}px` }}
      ref={(element) => {
        list = element;
        attach(element);
      }}
      // The focus stays in the field.
      onMouseDown={(event) => event.preventDefault()}
    >
      <For each={props.ids}>
        {(id, nth) => (
          <li
            id={`${props.id}-${nth()}`}
            class="mention-choice"
            role="option"
            aria-selected={props.active === nth()}
            onClick={() => props.onPick(nth())}
          >
            <Show when={id !== EVERYONE} fallback={<span class="mention-all">@</span>}>
              <Avatar id={id} name={chat.users.nameOf(id)} url={chat.users.find(id)?.avatarUrl} />
            </Show>
            <bdi translate="no">{nameOfMention(id, chat.users)}</bdi>
            <span class="mention-note" dir="auto" translate="no">
              {props.noteOf(id)}
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}
