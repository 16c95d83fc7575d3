import { count, measuredFrom } from "../figures";
import type { Workload } from "../workload";

const DELIVERIES_A_SECOND = 10_000;
const SECONDS = 5;

/** The cost of one delivery in small and large rooms: room number `nthRoom` of each person. */
const roomsOf = (nthRoom: number, size: number): Workload => ({
  name: "rooms",
  title: "10,000 deliveries a second, in rooms of one size",
  isRepeatable: true,
  async run({ generator, crowd }) {
    const messages = (DELIVERIES_A_SECOND / size) * SECONDS;
    const plan = { name: "all", from: 0, to: crowd.people, nthRoom, count: messages, ms: SECONDS * 1000 };
    return [measuredFrom(`rooms of ${count(size)}`, await generator.talk([plan]))];
  },
});

export const roomsOf10 = roomsOf(0, 10);
export const roomsOf100 = roomsOf(1, 100);
export const roomsOf1000 = roomsOf(2, 1000);
