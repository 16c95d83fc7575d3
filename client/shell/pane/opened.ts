import { useParams } from "@solidjs/router";
import { createSignal } from "solid-js";

import { hasTwoPanes } from "./width";

// The room that was last in the address stays open beside the lists: a change of tab replaces the list only.

const [keptId, keepOpen] = createSignal<string>();
export { keepOpen };

/** From anywhere: the pane goes back to what is new. The address must not name the room any more. */
export const closeRoom = (): void => keepOpen(undefined);

/** The room on screen: the one in the address, else, where there is space, the last one. */
export function useOpenedRoom(): () => string | undefined {
  const params = useParams<{ id?: string }>();
  return () => params.id ?? (hasTwoPanes() ? keptId() : undefined);
}
