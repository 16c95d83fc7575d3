import type { Page, WebSocket } from "playwright/test";

/** What a tab shows of what is unread: in its title, at the chats' tab, on the app's icon, and beside each room of its list. */
export interface Shown {
  title: number;
  tab: string;
  icon: number;
  rooms: Record<string, string>;
}

interface Recorder {
  shown: () => Shown;
  changedAt: number;
}

/** Observes one tab: what its badges show, since when, and whether it has a live socket. */
export class Badges {
  /** When the newest socket was welcomed. */
  welcomedAt = 0;
  private live: WebSocket | undefined;

  private constructor(readonly page: Page) {
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        if (!String(payload).startsWith('{"type":"welcome"')) return;
        this.live = socket;
        this.welcomedAt = Date.now();
      });
      socket.on("close", () => (this.live = this.live === socket ? undefined : this.live));
    });
  }

  /** Call before the page is reloaded. */
  static async over(page: Page): Promise<Badges> {
    const badges = new Badges(page);
    await page.addInitScript(record);
    return badges;
  }

  get isLive(): boolean {
    return this.live !== undefined;
  }

  read(): Promise<{ shown: Shown; changedAt: number }> {
    return this.page.evaluate(() => {
      const { badges } = globalThis as unknown as { badges: Recorder };
      return { shown: badges.shown(), changedAt: badges.changedAt };
    });
  }
}

/** In the page. The clock is the same as here: it is one machine. */
function record(): void {
  let icon = 0;
  const set = (count?: number) => Promise.resolve(void (icon = count ?? 0));
  Object.assign(navigator, { setAppBadge: set, clearAppBadge: () => set(0) });

  const textOf = (from: Element | null): string => {
    const badge = from?.querySelector(".badge");
    if (!badge) return "";
    return badge.matches(".dot") ? "dot" : (badge.textContent ?? "");
  };
  const shown = (): Shown => ({
    title: Number(/^\((\d+)\) /.exec(document.title)?.[1] ?? 0),
    tab: textOf(document.querySelector('.tab[href="/rooms"]')),
    icon,
    rooms: Object.fromEntries(
      [...document.querySelectorAll<HTMLAnchorElement>(".rooms a.room")].map((room) => [
        room.getAttribute("href")?.split("/").at(-1) ?? "",
        textOf(room),
      ]),
    ),
  });

  const recorder = { shown, changedAt: 0 };
  Object.assign(globalThis, { badges: recorder });
  let before = "";
  const look = () => {
    // The order of the list is no badge.
    const { rooms, ...totals } = shown();
    const now = JSON.stringify([
      totals,
      Object.entries(rooms).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ]);
    if (now !== before) recorder.changedAt = Date.now();
    before = now;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}
