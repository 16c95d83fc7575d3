import type { Stream } from "./streams";

/** One message, as those who wait for it see it. */
interface Said {
  author: number;
  /** ms, on this process's clock. */
  due: number;
  stream: Stream;
  /** How many have yet to hear it. */
  missing: number;
  isAcked: boolean;
  /** Where the first who heard it heard it. */
  place?: number;
}

/**
 * What is said in a room, and who has heard it. On a message count all who are there when it is said, also who leaves
 * before it comes; not who comes later, whatever that one hears of it. So each hearing that is due is one of these:
 *
 * - lost: it has never come.
 * - reordered: it came after another that stands behind it. A room's order is that in which anybody first heard each of
 *   its messages; so if one seat alone is told 1 after 2, either that seat counts, or, if it was first to hear them, all
 *   others. And a message that first was heard after a later one of its own author counts once more.
 * - doubled: it has come before. Each further time counts.
 *
 * Where nothing of this happens a hearing costs one comparison.
 */
export class Room {
  /** How many hear it now, and are counted. */
  present = 0;
  /** Its newest seq when the first came in, where the peer says so. */
  head?: number;
  /** By number; undefined for what nobody was there to hear. */
  private readonly said: (Said | undefined)[] = [];
  /** The numbers, as anybody first heard them. */
  readonly order: number[] = [];
  /** The newest number of each author that has its place. */
  private readonly lastOf = new Map<number, number>();

  constructor(
    readonly id: string,
    readonly index: number,
  ) {}

  /** How much has been said so far. */
  get count(): number {
    return this.said.length;
  }

  /** Takes the next message down; answers with its number. */
  note(author: number, due: number, stream: Stream): number {
    stream.said++;
    stream.missing += this.present;
    return this.said.push({ author, due, stream, missing: this.present, isAcked: false }) - 1;
  }

  /** A number for what is said while nobody is there. */
  noteUnheard(): number {
    const number = this.said.push(undefined) - 1;
    this.order.push(number);
    return number;
  }

  hear(seat: Seat, number: number, now: number): void {
    const said = this.said[number];
    // Of an earlier generator, or of before this one came.
    if (!said || number < seat.since) return;
    if (this.order[seat.place] === number) seat.place++;
    else if (!this.isPlaced(seat, number, said)) return;
    const ms = now - said.due;
    said.stream.heard(ms);
    if (--said.missing === 0) said.stream.heardByAll(ms);
  }

  /** The author hears that it is kept. */
  ack(number: number, now: number): void {
    const said = this.said[number];
    if (!said || said.isAcked) return;
    said.isAcked = true;
    said.stream.acked(now - said.due);
  }

  /** The numbers of what is kept, as far as its authors know. */
  acked(): number[] {
    return this.said.flatMap((said, number) => (said?.isAcked ? [number] : []));
  }

  /** Finds a place for what is not the next one; false where this seat has heard it before. */
  private isPlaced(seat: Seat, number: number, said: Said): boolean {
    if (said.place === undefined) {
      this.place(number, said);
      return seat.skipTo(this.order.length);
    }
    if (said.place >= seat.place) return seat.skipTo(said.place + 1);
    if (!seat.skipped.delete(said.place)) {
      said.stream.doubled++;
      return false;
    }
    said.stream.reordered++;
    return true;
  }

  private place(number: number, said: Said): void {
    said.place = this.order.push(number) - 1;
    const last = this.lastOf.get(said.author) ?? -1;
    if (last > number) said.stream.reordered++;
    else this.lastOf.set(said.author, number);
  }
}

/** Someone's place in a room: how far they have heard. */
export class Seat {
  readonly skipped = new Set<number>();
  place: number;
  /** What was said before nobody expects it to hear. */
  readonly since: number;

  constructor(readonly room: Room) {
    this.place = room.order.length;
    this.since = room.count;
    room.present++;
  }

  leave(): void {
    this.room.present--;
  }

  /** All between was skipped: lost, unless it comes after all. */
  skipTo(next: number): true {
    for (let place = this.place; place < next - 1; place++) this.skipped.add(place);
    this.place = next;
    return true;
  }
}
