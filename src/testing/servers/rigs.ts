import { type Rig, type RigOptions, startRig } from "../../../e2e/machines/rig";
import { type Guest, house, type Line, useHouse } from "../people/guests";
import { houseOf } from "./profile";

// For tests of what passes between machines: a rig of one's own, and which of its machines guests go to.

export let rig: Rig;

/** Guests come by its proxy. */
export async function openRig(options: RigOptions = {}): Promise<Rig> {
  rig = await startRig(options);
  useHouse(houseOf(rig));
  return rig;
}

/** Past the proxy, from now on: to this machine. */
export const goTo = (nth: number): void => {
  useHouse({ ...houseOf(rig), url: rig.machines[nth]!.url });
};

/** Done on this machine; afterwards, all are where they were. */
export async function on<T>(nth: number, work: () => Promise<T>): Promise<T> {
  const before = house;
  goTo(nth);
  const done = await work();
  useHouse(before);
  return done;
}

export const socketOn = (nth: number, guest: Guest): Promise<Line> => on(nth, () => guest.socket());
