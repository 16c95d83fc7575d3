import { createSignal } from "solid-js";

import type { Message } from "../../../../src/protocol/message";

/** Which picture or video of a room is shown over the page. */
export interface Viewing {
  roomId: string;
  seq: number;
  fileId: string;
  /** Gets the focus back. */
  opener: HTMLElement;
  /** What is loaded around it, where that is not the room's log: ascending, up to the newest. */
  among?: Message[];
}

const [viewing, setViewing] = createSignal<Viewing>();
export { viewing };

export const openViewer = (place: Viewing): void => void setViewing(place);
export const closeViewer = (): undefined => setViewing(undefined);
