import { render } from "solid-js/web";

import { App } from "./App";
import { locale } from "./i18n/language";
import { loadWords } from "./i18n/words";
import { observeKeyboard } from "./keyboard/composer/hardware";
import { loadConversation } from "./messages/conversation/later";
import { prepareStandIns } from "./shell/font/font";
import { soundAddress } from "./shell/history/address";

const RETRY_MS = 1000;

// The router throws at an address that it cannot decode, and takes `//x/` for another host.
const address = soundAddress(location);
if (address !== location.pathname + location.search + location.hash)
  history.replaceState(history.state, "", address);
document.documentElement.lang = locale();
prepareStandIns();
// Only older browsers load it.
if (!("showPopover" in HTMLElement.prototype))
  void import("./browser/popover").then((popover) => popover.install());
observeKeyboard();
// Beside the words and the sign-in, so that a room that is opened by its address waits no longer.
if (location.pathname.startsWith("/rooms/")) loadConversation().catch(console.warn);
await loadedWords();
render(App, document.getElementById("app")!);
requestAnimationFrame(() => {
  import("./afterwards").then((all) => all.loadTheRest()).catch(console.warn);
  loadConversation().catch(console.warn);
});

/** Without words there is nothing to show, not even that this has failed. */
async function loadedWords(): Promise<void> {
  for (;;) {
    try {
      return await loadWords();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
