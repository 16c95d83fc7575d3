import { For, Show } from "solid-js";

import { words } from "../i18n/words";
import { Dialog } from "../ui/Dialog";
import { isMac } from "./platform";
import { capOf, type Key, sections } from "./shortcuts";

/** All shortcuts, with the caps of the keyboard at hand. */
export function ShortcutList(props: { onClose: () => void }) {
  return (
    <Dialog title={words.keys.title} onClose={() => props.onClose()}>
      <div class="shortcuts">
        <For each={sections}>
          {({ title, rows }) => (
            <section aria-label={words.keys[title]}>
              <h3>{words.keys[title]}</h3>
              <dl>
                <For each={rows}>
                  {({ does, presses }) => (
                    <div class="shortcut">
                      <dt>{words.keys[does]}</dt>
                      <dd>
                        <For each={presses}>
                          {(press, at) => (
                            <>
                              <Show when={at() > 0}> {words.keys.or} </Show>
                              <Chord press={press} />
                            </>
                          )}
                        </For>
                      </dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Dialog>
  );
}

/** Keys that are down together. It does not wrap. */
const Chord = (props: { press: Key[] }) => (
  <span class="chord">
    <For each={props.press}>
      {(key, at) => (
        <>
          <Show when={at() > 0}> + </Show>
          <kbd>{capOf(key, isMac, words.keys.anyLetter)}</kbd>
        </>
      )}
    </For>
  </span>
);
