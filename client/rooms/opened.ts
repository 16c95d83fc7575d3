import { createSignal } from "solid-js";

// Which room is on screen stands in the address: a reload and the back button do what people expect of them.

const inAddress = (): string => location.hash.slice(1);
const [openedId, setOpenedId] = createSignal(inAddress());
addEventListener("hashchange", () => setOpenedId(inAddress()));
export { openedId };

export const openRoom = (roomId: string): void => void (location.hash = roomId);
export const closeRoom = (): void => openRoom("");
