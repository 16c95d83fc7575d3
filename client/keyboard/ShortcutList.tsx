import { For, Show } from "solid-js";

import { Dialog } from "../ui/Dialog";
import { isMac } from "./platform";
import { capOf, type Key, sections } from "./shortcuts";
import { keyWords } from "./words";

/** All shortcuts, with the caps of the keyboard at hand. */
export function ShortcutList(props: { onClose: () => void }) {
  return (
    <Dialog title={keyWords().title} onClose={() => props.onClose()}>
      <div class="shortcuts">
        <For each={sections}>
          {({ title, rows }) => (
            <section aria-label={keyWords()[title]}>
              <h3>{keyWords()[title]}</h3>
              <dl>
                <For each={rows}>
                  {({ does, presses }) => (
                    <div class="shortcut">
                      <dt>{keyWords()[does]}</dt>
                      <dd>
                        <For each={presses}>
                          {(press, at) => (
                            <>
                              <Show when={at() > 0}> {keyWords().or} </Show>
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
          <kbd>{capOf(key, isMac, keyWords().anyLetter)}</kbd>
        </>
      )}
    </For>
  </span>
);
