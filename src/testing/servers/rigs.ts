import { type Rig, type RigOptions, startRig } from "../../../e2e/machines/rig";
import { type Guest, house, type Line, useHouse } from "../people/guests";
import { houseOf } from "./profile";

// For tests of several machines: a rig of the test file's own, and the machine that guests use.

export let rig: Rig;

/** Guests use its proxy. */
export async function openRig(options: RigOptions = {}): Promise<Rig> {
  rig = await startRig(options);
  useHouse(houseOf(rig));
  return rig;
}

/** From now on guests use this machine, bypassing the proxy. */
export const goTo = (nth: number): void => {
  useHouse({ ...houseOf(rig), url: rig.machines[nth]!.url });
};

/** Runs `work` with guests on this machine, and restores the one before. */
export async function on<T>(nth: number, work: () => Promise<T>): Promise<T> {
  const before = house;
  goTo(nth);
  const done = await work();
  useHouse(before);
  return done;
}

export const socketOn = (nth: number, guest: Guest): Promise<Line> => on(nth, () => guest.socket());
