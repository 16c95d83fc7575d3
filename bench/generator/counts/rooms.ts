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
  /** Its place in the room, as the first who heard it was told. */
  seq?: number;
}

/**
 * What is said in a room, and who has heard it. On a message count all who are there when it is said; not who comes
 * later, whatever that one hears of it. Each hearing that is due is one of these:
 *
 * - lost: it has never come, also to one who left before it did.
 * - reordered: it came after one of a higher seq. A message whose seq is not everywhere the same, or is lower than that
 *   of an earlier one of its author, counts once more.
 * - doubled: it has come before. Each further time counts.
 *
 * Where nothing of this happens a hearing costs a comparison or two.
 */
export class Room {
  /** How many hear it now, and are counted. */
  present = 0;
  /** Its highest seq, of what was heard; before that, what the peer says as the first comes in. */
  head?: number;
  /** By number; undefined for what nobody was there to hear. */
  private readonly said: (Said | undefined)[] = [];
  /** The newest number of each author that was heard. */
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
    return this.said.push(undefined) - 1;
  }

  // Four parameters: it is called for each frame, and an object would cost more than all the rest.
  receive(seat: Seat, number: number, seq: number, now: number): void {
    const said = this.said[number];
    // Of an earlier generator, or of before this one came.
    if (!said || number < seat.since) return;
    if (seq === seat.seq + 1) seat.seq = seq;
    else if (!seat.isNew(seq, said.stream)) return;
    if (said.seq === undefined) this.place(number, seq, said);
    else if (said.seq !== seq) said.stream.reordered++;
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

  private place(number: number, seq: number, said: Said): void {
    said.seq = seq;
    if (seq > (this.head ?? 0)) this.head = seq;
    const last = this.lastOf.get(said.author) ?? number;
    const isBehind = seq > (this.said[last]?.seq ?? 0);
    if (last !== number && isBehind !== number > last) said.stream.reordered++;
    if (number >= last) this.lastOf.set(said.author, number);
  }
}

/** Someone's place in a room: how far they have heard. */
export class Seat {
  /** The highest they have heard; none yet. */
  seq = Number.NaN;
  /** What was said before nobody expects them to hear. */
  since: number;
  /** All from here to `seq` was heard, or was skipped: it is lost, unless it comes after all. */
  private from = Number.NaN;
  private readonly skipped = new Set<number>();

  constructor(readonly room: Room) {
    this.since = room.count;
    room.present++;
  }

  /** From now on they hear nothing. */
  leave(): void {
    this.since = Infinity;
    this.room.present--;
  }

  /** Of what is not the next one; false where it was heard before. */
  isNew(seq: number, stream: Stream): boolean {
    if (Number.isNaN(this.seq)) this.from = this.seq = seq;
    else if (seq > this.seq) this.seq = this.skip(this.seq + 1, seq);
    else if (seq < this.from) {
      this.skip(seq + 1, this.from);
      this.from = seq;
      stream.reordered++;
    } else if (this.skipped.delete(seq)) stream.reordered++;
    else {
      stream.doubled++;
      return false;
    }
    return true;
  }

  private skip(from: number, to: number): number {
    for (let seq = from; seq < to; seq++) this.skipped.add(seq);
    return to;
  }
}
