import type { Page, WebSocket } from "playwright/test";

// Observes from outside, through browser events, how a page loses and re-establishes its connections.

const isWelcome = (payload: string | Buffer): boolean => String(payload).startsWith('{"type":"welcome"');

/** Observes one page. A socket is live from its welcome to its close. */
export class Watch {
  /** The gaps without a live socket, in ms. */
  readonly gaps: number[] = [];
  /** How long after losing the last socket the page showed a notice, in ms. */
  readonly noticeAfter: number[] = [];
  /** How many sockets received a welcome. */
  welcomes = 0;
  private readonly live = new Set<WebSocket>();
  private lostAt: number | undefined;
  private waiting: (() => void)[] = [];

  private constructor(page: Page) {
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => isWelcome(payload) && this.begin(socket));
      socket.on("close", () => this.end(socket));
    });
  }

  /** Call before the page is loaded or reloaded. */
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

  /** Resolves when there is no live socket. */
  isDark(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  // A page that has just loaded may show a notice while it waits.
  private listen(): void {
    if (this.welcomes > 0) this.noticeAfter.push(Date.now() - (this.lostAt ?? Date.now()));
  }

  private begin(socket: WebSocket): void {
    this.welcomes++;
    this.live.add(socket);
    if (this.lostAt !== undefined) this.gaps.push(Date.now() - this.lostAt);
    this.lostAt = undefined;
  }

  private end(socket: WebSocket): void {
    if (!this.live.delete(socket) || this.live.size > 0) return;
    this.lostAt = Date.now();
    for (const wake of this.waiting.splice(0)) wake();
  }
}
