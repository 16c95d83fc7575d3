import { createSignal, createUniqueId, For } from "solid-js";
import IconX from "~icons/lucide/x";

import { pushing } from "../../i18n/push/words";
import { Button } from "../../ui/Button";
import { keywordFault } from "./keyword";

/** Words that tell me of a message where only mentions do. */
export function Keywords(props: { keywords: string[]; onChange: (of: (now: string[]) => string[]) => void }) {
  const id = createUniqueId();
  const [fault, setFault] = createSignal("");
  let field!: HTMLInputElement;
  let list!: HTMLUListElement;

  function add(event: SubmitEvent): void {
    event.preventDefault();
    const keyword = field.value.trim();
    const why = keywordFault(keyword, props.keywords);
    setFault(why ? pushing().keywords[why] : "");
    field.focus();
    if (why || keyword === "") return;
    props.onChange((now) => (keywordFault(keyword, now) ? now : [...now, keyword]));
    field.value = "";
  }

  // The focus goes to the one that takes its place, else to the field.
  function remove(keyword: string): void {
    const at = props.keywords.indexOf(keyword);
    props.onChange((now) => now.filter((other) => other !== keyword));
    const left = list.querySelectorAll("button");
    (left[Math.min(at, left.length - 1)] ?? field).focus();
  }

  return (
    <div class="keywords">
      <form class="keyword-form" noValidate onSubmit={add}>
        <div class="field">
          <label for={id}>{pushing().keywords.label}</label>
          <input
            id={id}
            type="text"
            dir="auto"
            autocomplete="off"
            enterkeyhint="done"
            placeholder={pushing().keywords.add}
            aria-describedby={`${id}-hint`}
            aria-invalid={fault() ? "true" : undefined}
            ref={(element) => (field = element)}
            onInput={() => setFault("")}
          />
        </div>
        <Button type="submit">{pushing().keywords.addNow}</Button>
      </form>
      <p class="fault" role="alert">
        {fault()}
      </p>
      <ul class="keyword-list" aria-label={pushing().keywords.list} ref={(element) => (list = element)}>
        <For each={props.keywords}>
          {(keyword) => (
            <li>
              <button
                class="chip"
                type="button"
                aria-label={pushing().keywords.remove(keyword)}
                onClick={() => remove(keyword)}
              >
                <span dir="auto" translate="no">
                  {keyword}
                </span>
                <IconX aria-hidden="true" />
              </button>
            </li>
          )}
        </For>
      </ul>
      <p class="setting-note" id={`${id}-hint`}>
        {pushing().keywords.hint}
      </p>
    </div>
  );
}
