import { expect } from "bun:test";

import { call, type Guest, type Line, within } from "./guests";
import { Reader } from "./readers";

// For tests: a user's device with its socket and feed, and checks that its session has ended.

// The promised time until a session has ended on every machine.
const END_MS = 1000;

/** The cookies that a response sets, without the one for the accounts' position, which only several machines set. */
export const cookiesOf = ({ headers }: { headers: Headers }): string[] =>
  headers.getSetCookie().filter((cookie) => !cookie.startsWith("potato-position="));

export class Device {
  private constructor(
    readonly guest: Guest,
    readonly line: Line,
    private readonly feed: Reader,
  ) {}

  /** Opens a socket and a feed, and waits for both welcomes. */
  static async open(guest: Guest): Promise<Device> {
    const [line, feed] = await Promise.all([guest.socket(), Reader.open(guest)]);
    await feed.hears("welcome");
    return new Device(guest, line, feed);
  }

  /** Asserts that its connections are closed and its tokens invalid. `refreshToken` is its newest. */
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
