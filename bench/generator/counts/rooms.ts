import type { Stream } from "./streams";

/** A message that was sent, and the deliveries that are still expected. */
interface SentMessage {
  author: number;
  /** ms, on this process's clock. */
  due: number;
  stream: Stream;
  /** How many receivers have not received it yet. */
  missing: number;
  isAcked: boolean;
  /** Its seq, as the first receiver got it. */
  seq?: number;
}

/**
 * The messages sent to a room, and who has received them. A delivery is expected to every receiver that is connected
 * when the message is sent; later ones do not count, even if they receive it. What can go wrong with a delivery:
 *
 * - lost: it never arrived. A receiver that disconnected first counts, too.
 * - reordered: it arrived after one of a higher seq. A message whose seq differs between receivers, or is lower than that
 *   of an earlier message of the same author, counts once more.
 * - doubled: it had arrived before. Each repeat counts.
 *
 * If none of this happens, a delivery costs one or two comparisons.
 */
export class Room {
  /** How many counted receivers are connected now. */
  receiverCount = 0;
  /** The highest seq received; before any, the head that the peer sends with the first welcome. */
  head?: number;
  /** By number; undefined if nobody was connected. */
  private readonly messages: (SentMessage | undefined)[] = [];
  /** Each author's newest number that was received. */
  private readonly lastByAuthor = new Map<number, number>();

  constructor(
    readonly id: string,
    readonly index: number,
  ) {}

  /** How many messages were sent so far. */
  get count(): number {
    return this.messages.length;
  }

  /** Records the next message and returns its number. */
  recordSend(author: number, due: number, stream: Stream): number {
    stream.sent++;
    stream.missing += this.receiverCount;
    return this.messages.push({ author, due, stream, missing: this.receiverCount, isAcked: false }) - 1;
  }

  /** A number for a message that is sent while nobody is connected. */
  reserveNumber(): number {
    return this.messages.push(undefined) - 1;
  }

  // Four parameters: called for every frame, where creating an object would cost more than all the rest.
  receive(receiver: Receiver, number: number, seq: number, now: number): void {
    const message = this.messages[number];
    // From an earlier generator, or sent before this receiver connected.
    if (!message || number < receiver.firstNumber) return;
    if (seq === receiver.seq + 1) receiver.seq = seq;
    else if (!receiver.isNew(seq, message.stream)) return;
    if (message.seq === undefined) this.recordSeq(number, seq, message);
    else if (message.seq !== seq) message.stream.reordered++;
    const ms = now - message.due;
    message.stream.recordDelivery(ms);
    if (--message.missing === 0) message.stream.recordCompletion(ms);
  }

  /** The author's socket received the ack. */
  ack(number: number, now: number): void {
    const message = this.messages[number];
    if (!message || message.isAcked) return;
    message.isAcked = true;
    message.stream.recordAck(now - message.due);
  }

  /** The numbers of all acknowledged messages. */
  acked(): number[] {
    return this.messages.flatMap((message, number) => (message?.isAcked ? [number] : []));
  }

  private recordSeq(number: number, seq: number, message: SentMessage): void {
    message.seq = seq;
    if (seq > (this.head ?? 0)) this.head = seq;
    const last = this.lastByAuthor.get(message.author) ?? number;
    const isBehind = seq > (this.messages[last]?.seq ?? 0);
    if (last !== number && isBehind !== number > last) message.stream.reordered++;
    if (number >= last) this.lastByAuthor.set(message.author, number);
  }
}

/** One connected member of a room, and which messages it has received. */
export class Receiver {
  /** The highest seq received; NaN before the first. */
  seq = Number.NaN;
  /** Earlier messages are not expected here. */
  firstNumber: number;
  /** Each seq from here to `seq` was received or is in `skipped`: lost, unless it still arrives. */
  private from = Number.NaN;
  private readonly skipped = new Set<number>();

  constructor(readonly room: Room) {
    this.firstNumber = room.count;
    room.receiverCount++;
  }

  /** Disconnected: no further delivery is expected. */
  leave(): void {
    this.firstNumber = Infinity;
    this.room.receiverCount--;
  }

  /** For a seq that is not the next one. False if it was received before. */
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
