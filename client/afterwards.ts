import { loadHangul } from "./friends/search/hangul";
import { words } from "./i18n/words";
import { refuseFiles } from "./shell/drops";
import { loadFont } from "./shell/font/load";
import { announce } from "./ui/Announcer";
import { useWorker } from "./updates/worker";

/**
 * What the page can do without, loaded once it is shown: without them the system's font stays, searches compare text as it is,
 * and the page starts by the network only.
 */
export function loadTheRest(): void {
  refuseFiles(() => announce(words.odds.noFiles));
  loadFont().catch(console.warn);
  loadHangul().catch(console.warn);
  useWorker().catch(console.warn);
}
