// What someone has begun to write and not sent, by person and room: it outlives a change of rooms and a reload, and
// ends with the tab. Where the browser keeps nothing (private windows, full storage), it is kept as long as the page.

const inMemory = new Map<string, string>();

const keyOf = (userId: string, roomId: string): string => `potato.unsent.${userId}.${roomId}`;

export function keepUnsent(userId: string, roomId: string, text: string): void {
  const key = keyOf(userId, roomId);
  inMemory.set(key, text);
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // In memory it is.
  }
}

export function unsentIn(userId: string, roomId: string): string {
  const key = keyOf(userId, roomId);
  try {
    return inMemory.get(key) ?? sessionStorage.getItem(key) ?? "";
  } catch {
    return inMemory.get(key) ?? "";
  }
}
