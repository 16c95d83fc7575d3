import { createStore } from "solid-js/store";

// How far each file is, in bytes, by its id. Only the tab that sends it knows.
const [sent, setSent] = createStore<Record<string, number | undefined>>({});

export const sentOf = (id: string): number | undefined => sent[id];
export const setSentOf = (id: string, bytes: number | undefined): void => setSent(id, bytes);
