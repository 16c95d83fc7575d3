import type { Friend } from "../../protocol/user";
import type { Ear, Guest } from "./guests";

// For tests: presence as a client computes it. Frames contain changes only; who was online before is in the list of
// friends, which a client fetches after its welcome.

type Which = "online" | "offline";

export class Company {
  private constructor(
    readonly ear: Ear,
    /** The friends that were online in the list. */
    private readonly listed: Set<string>,
  ) {}

  /** For a user whose socket on the current machine has been welcomed. */
  static async of(guest: Guest, ear: Ear): Promise<Company> {
    const { friends } = (await guest.call<{ friends: Friend[] }>("GET", "/api/friends")).body;
    return new Company(ear, new Set(friends.filter(({ online }) => online).map(({ user }) => user.id)));
  }

  /** Resolves once a friend's latest state is this. */
  async shows(friend: Guest, which: Which, patienceMs: number): Promise<void> {
    if (this.stateOf(friend) === which) return;
    await this.ear.hears("presence", () => this.stateOf(friend) === which, patienceMs);
  }

  private stateOf({ id }: Guest): Which {
    const latest = this.ear
      .all("presence")
      .findLast(({ online, offline }) => online.includes(id) || offline.includes(id));
    if (!latest) return this.listed.has(id) ? "online" : "offline";
    return latest.online.includes(id) ? "online" : "offline";
  }
}
