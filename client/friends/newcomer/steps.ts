import type { Room } from "../../../src/protocol/room";
import type { User } from "../../../src/protocol/user";

// The first steps of someone new, and which of them are done.

// The optional one last.
export const steps = ["friend", "hello", "profile"] as const;
export type Step = (typeof steps)[number];

export type StepsDone = Record<Step, boolean>;

interface Known {
  me: Pick<User, "avatarUrl" | "intro" | "status">;
  friendCount: number;
  rooms: Pick<Room, "lastMessage">[];
}

export function stepsDone({ me, friendCount, rooms }: Known): StepsDone {
  return {
    friend: friendCount > 0,
    profile: me.avatarUrl !== null || me.intro !== "" || me.status !== "",
    // Whoever began it: there is something to read, and someone to answer.
    hello: rooms.some(({ lastMessage }) => lastMessage !== null),
  };
}

/** Someone is new until they have a friend and a chat. The profile is optional, and its step says so. */
export const isNew = ({ friend, hello }: StepsDone): boolean => !friend || !hello;

/** The step to take next. */
export const nextStep = (done: StepsDone): Step | undefined => steps.find((step) => !done[step]);
