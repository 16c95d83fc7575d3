import { ofBrowser } from "../browser/storage";

// What this browser keeps of someone's ways: what they search for, and where they go. By user, until they sign out.

type Habit = "searches" | "uses" | "pushes";

const PREFIX = "potato.habits.";

export const habitKey = (habit: Habit, userId: string): string => `${PREFIX}${habit}.${userId}`;

/** Everyone's: the next one at this browser shall not find them. */
export const forgetHabits = (): void => ofBrowser.clear(PREFIX);
