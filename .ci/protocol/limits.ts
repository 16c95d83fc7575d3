import { type Limit, limits } from "../../src/capacity/limits";
import { table } from "./markdown";

// Whom each limit counts, and what.
const words: Record<Limit, [what: string, whose: string]> = {
  calls: ["REST calls", "person"],
  visits: ["REST calls without an access token (signing in and up)", "address"],
  signUps: ["sign-ups", "address"],
  guesses: ["wrong passwords", "username, from one address"],
  guessesFromAll: ["wrong passwords", "username, from all strange addresses"],
  guessesByAddress: ["wrong passwords", "address, over all usernames"],
  signIns: ["sign-ins", "person, from one address"],
  passwordChanges: ["password changes", "person"],
  refreshes: ["refreshes", "person"],
  badRefreshes: ["refreshes with a token that is not ours", "address"],
  messages: ["messages, and what writes a system message", "person"],
  stored: ["bytes of messages", "person"],
  frames: ["frames; above it the socket is closed with 4429", "person"],
  frameSizes: ["characters in frames; above it the socket is closed with 4429", "person"],
  typing: ["`typing` frames; more are dropped silently", "person, in one room"],
  standings: ["hundreds of rooms listed: by a hello, a feed or `GET /api/rooms`", "person"],
  badFrames: ["unreadable or unknown frames; above it the socket is closed with 4429", "person"],
  changes: ["changes of friends, blocks and how one keeps a room", "person"],
  rooms: ["new rooms", "person"],
  invitations: ["people put into rooms", "person"],
  pictures: ["profile pictures", "person"],
};

export function limitTable(): string {
  const rows = (Object.keys(limits) as Limit[]).map((limit) => {
    const { points, duration } = limits[limit];
    const [what, whose] = words[limit];
    return [what, `${points.toLocaleString("en")} in ${spanOf(duration)}`, whose];
  });
  return table(["what", "how much", "of one"], rows);
}

function spanOf(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
