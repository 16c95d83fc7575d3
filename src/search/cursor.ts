import type { Stored } from "../../db/history/history";

// Where a page of hits ended: a number of the index, and which index. Another machine's index has nearly the same numbers, but those
// of one moment may be in another order. So it begins a little earlier, and leaves out the hits that have been shown: their hashes.

// In numbers of the index, which are 4 ms each: what two machines read within two rounds at a few hundred messages a second.
const APART = 64;
const MOST_SHOWN = 64;

type Place = Pick<Stored, "roomId" | "seq">;

export class HitPage {
  /** Hits before this number are to be found. */
  readonly begin: number;
  private readonly before: { next: number; shown: string[] };
  private readonly shown = new Map<string, number>();

  /** `cursor`: of the page before, as `cursorAt` made it. `index`: what names the one that answers now. */
  constructor(
    cursor: string | undefined,
    private readonly index: string,
  ) {
    const [next = "", from, hashes = ""] = cursor?.split("_") ?? [];
    this.before = { next: cursor === undefined ? Infinity : Number(next), shown: hashes.split(".") };
    this.begin = this.before.next + (from === index ? 0 : APART);
  }

  /** Whether a hit with this number is to be shown; from then on it was. */
  shows(id: number, place: Place): boolean {
    const hash = hashOf(place);
    this.shown.set(hash, id);
    return !this.before.shown.includes(hash);
  }

  /** To go on below this number. */
  cursorAt(next: number): string {
    const isNear = this.before.next - next <= APART;
    const near = [...this.shown].filter(([, id]) => id <= next + APART).map(([hash]) => hash);
    const shown = new Set([...near.toReversed(), ...(isNear ? this.before.shown : [])]);
    return `${next}_${this.index}_${[...shown].slice(0, MOST_SHOWN).join(".")}`;
  }
}

const hashOf = ({ roomId, seq }: Place): string => Bun.hash.xxHash32(`${roomId} ${seq}`).toString(36);
