import type { Page, WebSocket } from "playwright/test";

// Looks on as a page loses its links and finds others: from outside, by the browser's own word.

const isWelcome = (payload: string | Buffer): boolean => String(payload).startsWith('{"type":"welcome"');

/** What happens to one page. A socket is live from its welcome to its close. */
export class Watch {
  /** For how long there was no live socket after the first, each time, in ms. */
  readonly dark: number[] = [];
  /** How long after the last socket the page said something of it, each time, in ms. */
  readonly toldAfter: number[] = [];
  /** How many were welcomed. */
  welcomes = 0;
  private readonly live = new Set<WebSocket>();
  private darkSince: number | undefined;
  private waiting: (() => void)[] = [];

  private constructor(page: Page) {
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => isWelcome(payload) && this.begin(socket));
      socket.on("close", () => this.end(socket));
    });
  }

  /** Before the page is loaded (again). */
  static async over(page: Page): Promise<Watch> {
    const watch = new Watch(page);
    await page.exposeFunction("reportTrouble", () => watch.listen());
    await page.addInitScript(() => {
      const look = () => {
        const words = document.querySelector(".connection")?.textContent;
        if (words) (globalThis as unknown as { reportTrouble: () => void }).reportTrouble();
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    });
    return watch;
  }

  /** Resolves once there is no live socket. */
  isDark(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  // Who has just come in may have to wait, and is told so.
  private listen(): void {
    if (this.welcomes > 0) this.toldAfter.push(Date.now() - (this.darkSince ?? Date.now()));
  }

  private begin(socket: WebSocket): void {
    this.welcomes++;
    this.live.add(socket);
    if (this.darkSince !== undefined) this.dark.push(Date.now() - this.darkSince);
    this.darkSince = undefined;
  }

  private end(socket: WebSocket): void {
    if (!this.live.delete(socket) || this.live.size > 0) return;
    this.darkSince = Date.now();
    for (const wake of this.waiting.splice(0)) wake();
  }
}
