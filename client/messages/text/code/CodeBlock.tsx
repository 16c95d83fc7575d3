import { createSignal, For, onCleanup, onMount, Show } from "solid-js";

import { words } from "../../../i18n/words";
import { announce } from "../../../ui/Announcer";
import { copyText } from "../../menu/copy";
import { shownOf } from "../turns";
import type { CodePart } from "./highlight";
import { languageOf } from "./languages";
import { codeWords } from "./words";

/** Code over several lines. It scrolls by itself where it is wider than its bubble. */
export function CodeBlock(props: { text: string; language: string }) {
  let box!: HTMLPreElement;
  const text = () => shownOf(props.text);
  const [parts, setParts] = createSignal<CodePart[]>();
  const [isWide, setWide] = createSignal(false);

  // Colours take nobody's time who does not see the code: neither their own script nor the computing.
  async function colour(): Promise<void> {
    const language = languageOf(props.language);
    if (language === undefined) return;
    const { highlight } = await import("./highlight");
    setParts(await highlight(text(), language));
  }

  onMount(() => {
    const sizes = new ResizeObserver(() => setWide(box.scrollWidth > box.clientWidth));
    const views = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      views.disconnect();
      // Without colours it can be read, too.
      colour().catch(console.warn);
    });
    sizes.observe(box);
    views.observe(box);
    onCleanup(() => {
      sizes.disconnect();
      views.disconnect();
    });
  });

  async function copy(): Promise<void> {
    await copyText(props.text.replace(/\n$/u, ""));
    announce(words.menus.copied);
  }

  return (
    <div class="code" dir="ltr" translate="no" data-language={props.language}>
      <button
        class="code-copy"
        type="button"
        aria-label={codeWords().copy}
        title={codeWords().copy}
        onClick={() => void copy().catch(console.warn)}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
        </svg>
      </button>
      {/* What scrolls must be within reach of the keys. */}
      <pre
        ref={(element) => (box = element)}
        role="group"
        aria-label={`${codeWords().code} ${props.language}`.trim()}
        tabIndex={isWide() ? 0 : undefined}
      >
        <code>
          <Show when={parts()} fallback={text()}>
            {(coloured) => (
              <For each={coloured()}>
                {(part) => (
                  <Show when={part.colour} fallback={part.text}>
                    {(name) => <span class={`code-${name()}`}>{part.text}</span>}
                  </Show>
                )}
              </For>
            )}
          </Show>
        </code>
      </pre>
    </div>
  );
}
