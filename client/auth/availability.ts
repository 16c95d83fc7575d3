// Whether a name can be had, asked while someone signs up, when they leave its field. It is a help, no rule: the server
// decides at sign-up. Without an answer (an older server, a lost line, too many questions) nothing is said.

export type NameField = "username" | "nickname";
export type Availability = "free" | "taken" | "invalid";

const states: readonly unknown[] = ["free", "taken", "invalid"] satisfies Availability[];

export async function fetchAvailability(
  field: NameField,
  name: string,
  get: (url: string) => Promise<Response> = fetch,
): Promise<Availability | undefined> {
  try {
    const answer = await get(`/api/users/availability?${new URLSearchParams({ [field]: name }).toString()}`);
    return answer.ok ? availabilityIn(await answer.json(), field) : undefined;
  } catch {
    return undefined;
  }
}

/** What an answer says of a field, if it is one. */
export function availabilityIn(answer: unknown, field: NameField): Availability | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const state: unknown = Reflect.get(answer, field);
  return isAvailability(state) ? state : undefined;
}

const isAvailability = (state: unknown): state is Availability => states.includes(state);
