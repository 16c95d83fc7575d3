import { createSignal } from "solid-js";

import { hasTwoPanes } from "../shell/pane/width";

// What the first load needs of the search: whether it is open, and where it looks. The page itself comes with its first use.

/** Where it looks: in one room, or without one in all of mine. */
interface SearchPlace {
  roomId?: string | undefined;
}

const [searched, setSearched] = createSignal<SearchPlace>();
export { searched };

/** Also while it is open: it looks there from now on, and its field has the focus. */
export const openSearch = (roomId?: string): void => void setSearched({ roomId });

export const closeSearch = (): void => setSearched(undefined);

// On a phone, once a message is gone to. Where there is space the search stays beside it.
const [isAside, setAside] = createSignal(false);
export { isAside, setAside };

/** Whether it covers the room that is open. */
export const coversRoom = (): boolean => searched() !== undefined && !isAside() && !hasTwoPanes();
