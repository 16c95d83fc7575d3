/** Messages between the tabs of this browser; a tab does not receive its own. */
export interface TabChannel {
  post: (text: string) => void;
  close: () => void;
}

/**
 * Without BroadcastChannel (switched off, or a page without an origin) each tab is on its own: it learns from the server
 * what the others have sent.
 */
export function openTabs(name: string, onText: (text: string) => void): TabChannel {
  try {
    const channel = new BroadcastChannel(name);
    channel.addEventListener("message", ({ data }) => onText(String(data)));
    return { post: (text) => channel.postMessage(text), close: () => channel.close() };
  } catch {
    return { post: () => undefined, close: () => undefined };
  }
}
