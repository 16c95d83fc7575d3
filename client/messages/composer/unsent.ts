import { createStore } from "solid-js/store";

// Text in the composer that was not sent, by user and room. It survives switching rooms and a reload, and ends with the
// tab. If the browser stores nothing (private windows, full storage), it is kept in memory. The list of rooms shows it, so
// what is in memory can be tracked.

const [inMemory, setInMemory] = createStore<Record<string, string>>({});

const keyOf = (userId: string, roomId: string): string => `potato.unsent.${userId}.${roomId}`;

export function keepUnsent(userId: string, roomId: string, text: string): void {
  const key = keyOf(userId, roomId);
  setInMemory(key, text);
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // It is in memory.
  }
}

export function unsentIn(userId: string, roomId: string): string {
  const key = keyOf(userId, roomId);
  try {
    return inMemory[key] ?? sessionStorage.getItem(key) ?? "";
  } catch {
    return inMemory[key] ?? "";
  }
}
