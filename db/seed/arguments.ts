import { parseArgs } from "node:util";

export type Wanted = {
  users: number;
  /** Everyone is in one group of each size; the messages are in the groups of the first size. */
  roomSizes: number[];
  messages: number;
  out: string;
};

export const USAGE = "Usage: bun run seed -- --users N --room-size R[,R…] [--messages M] --out FILE";

// The most members of a group.
const MAX_ROOM = 10_000;
const MAX_USERS = 1_000_000;
const MAX_MESSAGES = 100_000_000;

/** Returns what is wanted, or a line for each mistake. */
export function readArguments(args: string[]): Wanted | string[] {
  const text = { type: "string" } as const;
  try {
    // npm and older versions of Bun pass on the `--`.
    const given = args[0] === "--" ? args.slice(1) : args;
    const options = { users: text, "room-size": text, messages: text, out: text };
    return checked(parseArgs({ args: given, options }).values);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

type GivenArguments = { users?: string; "room-size"?: string; messages?: string; out?: string };

function checked({
  users = "",
  "room-size": sizes = "",
  messages = "0",
  out = "",
}: GivenArguments): Wanted | string[] {
  const roomSizes = sizes.split(",").map((size) => whole(size, 1, MAX_ROOM));
  const wanted = { users: whole(users, 1, MAX_USERS), messages: whole(messages, 0, MAX_MESSAGES) };
  const faults = [
    Number.isNaN(wanted.users) && `--users: a whole number from 1 to ${MAX_USERS}`,
    roomSizes.some(Number.isNaN) && `--room-size: whole numbers from 1 to ${MAX_ROOM}, separated by commas`,
    Number.isNaN(wanted.messages) && `--messages: a whole number up to ${MAX_MESSAGES}`,
    out === "" && "--out: the file that the tokens are written to",
  ].filter((fault) => fault !== false);
  return faults.length > 0 ? faults : { ...wanted, roomSizes, out };
}

/** NaN unless `text` is a whole number in this range. */
function whole(text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : NaN;
}
