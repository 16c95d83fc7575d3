import { onCleanup, Show } from "solid-js";

import { briefInWords, filesInWords } from "../files/inWords";
import { closeViewer, viewing } from "../files/showing/viewer/viewing";
import { learnFiles } from "../files/told";
import { keepChat } from "../kept/keeping";
import { useChat } from "../live/chat";
import { followPushes } from "../push/follow";
import { createOffer } from "../push/offer/offer";
import { followMuteTimes } from "../push/rooms/held";
import { LostDrafts } from "../rooms/lost/LostDrafts";
import { closeSearch, searched } from "../search/opened";
import { followSounds } from "../sounds/follow";
import { Moments } from "../ui/float/Moments";
import { Extra, Later } from "../ui/later/Later";
import { lazily } from "../ui/later/lazily";
import { UpdateOffer } from "../updates/UpdateOffer";
import { fitAboveKeyboard } from "./keyboard";

const SearchPage = lazily(async () => {
  const [{ SearchPage: it }] = await Promise.all([
    import("../search/SearchPage"),
    import("../styles/search.css"),
  ]);
  return it;
});
const Offer = lazily(async () => {
  const [{ Offer: it }] = await Promise.all([
    import("../push/offer/Offer"),
    import("../styles/notifications.css"),
  ]);
  return it;
});
const Viewer = lazily(() => import("../files/showing/viewer/Viewer").then(({ Viewer: it }) => it));

/** What the page can do without at first. Loaded after it. */
export function HouseExtras() {
  fitAboveKeyboard();
  followSounds();
  followMuteTimes();
  followPushes();
  const offer = createOffer();
  learnFiles({ briefInWords, filesInWords });
  keepChat(useChat());
  onCleanup(closeViewer);
  // The next user must not find it.
  onCleanup(closeSearch);
  return (
    <>
      <Moments />
      <UpdateOffer />
      <Show when={offer.isMade()}>
        <Extra>
          <Offer offer={offer} />
        </Extra>
      </Show>
      <LostDrafts />
      <Show when={searched() !== undefined}>
        <Later onFailed={closeSearch}>
          <SearchPage />
        </Later>
      </Show>
      <Show when={viewing()}>
        {(place) => (
          <Later onFailed={closeViewer}>
            <Viewer place={place()} />
          </Later>
        )}
      </Show>
    </>
  );
}
