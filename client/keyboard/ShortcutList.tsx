import { For } from "solid-js";

import { words } from "../i18n/words";
import { Dialog } from "../ui/Dialog";
import { isMac } from "./platform";
import { capOf, sections } from "./shortcuts";

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
                          {(press) => (
                            <span>
                              <For each={press}>
                                {(key) => <kbd>{capOf(key, isMac, words.keys.anyLetter)}</kbd>}
                              </For>
                            </span>
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
