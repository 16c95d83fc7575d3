import { type Limit, limits } from "../../src/capacity/limits";
import { table } from "./markdown";

// What each limit counts, and per what.
const words: Record<Limit, [what: string, whose: string]> = {
  calls: ["REST calls", "user"],
  visits: ["REST calls without an access token (signing in and up)", "address"],
  signUps: ["sign-ups", "address"],
  names: ["names asked about by `GET /api/users/availability`", "address"],
  guesses: ["wrong passwords", "username, from one address"],
  guessesFromAll: ["wrong passwords", "username, from all unknown addresses"],
  guessesByAddress: ["wrong passwords", "address, over all usernames"],
  signIns: ["sign-ins", "user, from one address"],
  passwordChanges: ["password changes", "user"],
  refreshes: ["refreshes", "user"],
  badRefreshes: ["refreshes with a token that is not ours", "address"],
  messages: ["messages, and what writes a system message", "user"],
  stored: ["bytes of messages", "user"],
  frames: ["frames; above it the socket is closed with 4429", "user"],
  frameSizes: ["characters in frames; above it the socket is closed with 4429", "user"],
  typing: ["`typing` frames; more are dropped silently", "user, in one room"],
  standings: [
    "hundreds of rooms listed or read: by a hello, a feed, `GET /api/rooms` or `POST /api/me/read`",
    "user",
  ],
  badFrames: ["unreadable or unknown frames; above it the socket is closed with 4429", "user"],
  changes: ["changes of friends, blocks and one's own settings of rooms", "user"],
  rooms: ["new rooms", "user"],
  invitations: ["users put into rooms", "user"],
  downloads: ["files and thumbnails", "user"],
  pictures: ["pictures of themselves and of groups", "user"],
  searches: ["searches of messages, and lists of mentions", "user"],
  pushTests: ["push messages to try it out", "user"],
  previews: ["links whose page the server fetches", "user"],
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
