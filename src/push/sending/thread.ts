import type { Urgency } from "web-push";

import type { WebWay } from "../../web/network";
import type { VapidKeys } from "../keys";
import type { PushAnswer } from "./judging";

// The thread that encrypts and posts (worker.ts), as this one uses it.

/** One attempt: the address has been checked, and is not looked up again. */
export type PushPost = {
  url: string;
  way: WebWay;
  keys: { p256dh: string; auth: string };
  payload: string;
  how: { topic?: string; urgency: Urgency; ttl: number };
  vapid: VapidKeys;
  /** From its begin to the end of the answer. */
  withinMs: number;
};
export type PostRequest = { nth: number; post: PushPost };
export type PostAnswer = { nth: number; answer: PushAnswer };

export class PushThread {
  private readonly waiting = new Map<number, (answer: PushAnswer) => void>();
  private asked = 0;
  private thread: Worker | undefined;

  /** Never throws: where the thread dies, that is a fault like one of the network, and the next attempt has a new thread. */
  post(post: PushPost): Promise<PushAnswer> {
    const nth = this.asked++;
    const { promise, resolve } = Promise.withResolvers<PushAnswer>();
    this.waiting.set(nth, resolve);
    this.thread ??= this.start();
    this.thread.postMessage({ nth, post } satisfies PostRequest);
    return promise;
  }

  end(): void {
    this.thread?.terminate();
    this.over("the server stops");
  }

  private start(): Worker {
    const thread = new Worker(new URL("worker.ts", import.meta.url).href);
    thread.addEventListener("message", ({ data }: MessageEvent<PostAnswer>) => {
      this.waiting.get(data.nth)?.(data.answer);
      this.waiting.delete(data.nth);
    });
    const over = () => this.thread === thread && this.over("the thread ended");
    thread.addEventListener("error", over);
    thread.addEventListener("close", over);
    return thread;
  }

  private over(fault: string): void {
    this.thread = undefined;
    for (const resolve of this.waiting.values()) resolve({ fault });
    this.waiting.clear();
  }
}
