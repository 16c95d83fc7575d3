import type { Friend } from "../../protocol/user";
import type { Ear, Guest } from "./guests";

// For tests: who is there, as a client comes to know it. A frame tells of changes alone, so that whoever was there before
// stands in the list, which a client asks for once it is welcomed.

type Which = "online" | "offline";

export class Company {
  private constructor(
    readonly ear: Ear,
    /** Who of my friends the list said was there. */
    private readonly listed: Set<string>,
  ) {}

  /** Of someone who has been welcomed here, on the machine that guests go to. */
  static async of(guest: Guest, ear: Ear): Promise<Company> {
    const { friends } = (await guest.call<{ friends: Friend[] }>("GET", "/api/friends")).body;
    return new Company(ear, new Set(friends.filter(({ online }) => online).map(({ user }) => user.id)));
  }

  /** Resolves once the last that is known of a friend is this. */
  async shows(friend: Guest, which: Which, patienceMs: number): Promise<void> {
    if (this.stateOf(friend) === which) return;
    await this.ear.hears("presence", () => this.stateOf(friend) === which, patienceMs);
  }

  private stateOf({ id }: Guest): Which {
    const told = this.ear
      .all("presence")
      .findLast(({ online, offline }) => online.includes(id) || offline.includes(id));
    if (!told) return this.listed.has(id) ? "online" : "offline";
    return told.online.includes(id) ? "online" : "offline";
  }
}
