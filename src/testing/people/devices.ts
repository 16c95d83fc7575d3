import { expect } from "bun:test";

import { call, type Guest, type Line, within } from "./guests";
import { Reader } from "./readers";

// For tests: a device of someone with all that it has open, and how to see that its session has ended.

// On every machine, by promise.
const END_MS = 1000;

/** What an answer leaves with a browser. Of several machines' cookies one more says how far accounts had come: not here. */
export const cookiesOf = ({ headers }: { headers: Headers }): string[] =>
  headers.getSetCookie().filter((cookie) => !cookie.startsWith("potato-position="));

export class Device {
  private constructor(
    readonly guest: Guest,
    readonly line: Line,
    private readonly feed: Reader,
  ) {}

  /** With a socket and a feed that have been welcomed. */
  static async open(guest: Guest): Promise<Device> {
    const [line, feed] = await Promise.all([guest.socket(), Reader.open(guest)]);
    await feed.hears("welcome");
    return new Device(guest, line, feed);
  }

  /** Its tokens are good for nothing any more, and what it had open is closed. The refresh token is its newest. */
  async ends(refreshToken = this.guest.refreshToken): Promise<void> {
    expect(await within(END_MS, this.line.closed)).toBe(4401);
    await within(END_MS, this.feed.ended);
    expect((await this.guest.call("GET", "/api/me")).status).toBe(401);
    expect((await call("POST", "/api/sessions/refresh", { refreshToken })).status).toBe(401);
  }

  async goesOn(): Promise<void> {
    await this.line.fence();
    expect((await this.guest.call("GET", "/api/me")).status).toBe(200);
  }

  close(): void {
    this.line.close();
    this.feed.close();
  }
}
