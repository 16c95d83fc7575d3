/** What a push service has answered; `fault` where it has not. */
export type PushAnswer = { status: number; retryAfter?: string } | { fault: string };
export type Judgement = { outcome: "sent" | "gone" | "failed" } | { againInMs: number };

// The first pause, about; then twice as long each time.
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
// The subscription has ended (RFC 8030, 7.3), or never was.
const GONE = new Set([404, 410]);

/** What to do after the nth attempt (from 0). Whoever asks for more time, gets it. */
export function judge(answer: PushAnswer, nth: number, now: number): Judgement {
  if ("fault" in answer) return { againInMs: pauseAfter(nth) };
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return { outcome: "sent" };
  if (GONE.has(status)) return { outcome: "gone" };
  // A redirect, too: where it leads to is not what the device has named.
  if (status !== 429 && status < 500) return { outcome: "failed" };
  return { againInMs: Math.max(pauseAfter(nth), waitIn(retryAfter, now)) };
}

/** What may be logged: its message may name the endpoint, which is a secret. */
export const faultOf = (error: unknown): string => {
  const { code, name = "unknown" } = error as { code?: string; name?: string };
  return code ?? name;
};

/** Whether the service is in trouble, or its way. */
export const isBad = (answer: PushAnswer): boolean =>
  "fault" in answer || answer.status === 429 || answer.status >= 500;

/** Not the same for all that failed at once, so that they do not all come again at once. */
function pauseAfter(nth: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** nth);
  return (longest * (1 + Math.random())) / 2;
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function waitIn(retryAfter = "", now: number): number {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
