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
 * What is said in a room, and who has heard it. The first who hears a message gives it its place, which must be behind
 * what its author said before; all others must hear the same in the same order. So what is lost, doubled or out of order
 * shows at once, and costs one comparison a frame where nothing is.
 */
export class Room {
  /** How many hear it now, and are counted. */
  present = 0;
  /** Its newest seq when the first came in, where the peer says so. */
  head?: number;
  /** By number; undefined for what nobody was there to hear. */
  private readonly said: (Said | undefined)[] = [];
  /** The numbers, as the first heard them. */
  readonly order: number[] = [];
  private readonly lastOf = new Map<number, number>();

  constructor(
    readonly id: string,
    readonly index: number,
  ) {}

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
    // Of an earlier generator.
    if (!said) return;
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
    if ((this.lastOf.get(said.author) ?? -1) > number) said.stream.reordered++;
    this.lastOf.set(said.author, number);
  }
}

/** Someone's place in a room: how far they have heard. */
export class Seat {
  readonly skipped = new Set<number>();
  place: number;

  constructor(readonly room: Room) {
    this.place = room.order.length;
  }

  /** All between was skipped: lost, unless it comes after all. */
  skipTo(next: number): true {
    for (let place = this.place; place < next - 1; place++) this.skipped.add(place);
    this.place = next;
    return true;
  }
}
