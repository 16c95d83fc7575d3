import { api, ask } from "../../api";
import { composed, withPassword } from "../password";
import { endSession, isWrongPassword } from "../session";

// The ends of a session, and a new password, which ends the others. Not part of the first load.

export async function signOut(): Promise<void> {
  await endSession(() => ask(() => api.sessions({ id: "current" }).delete(), true).catch(() => undefined));
}

/** On every device, including this one. */
export async function signOutEverywhere(): Promise<void> {
  await endSession(() => ask(() => api.sessions.delete(), true));
}

export async function deleteAccount(password: string): Promise<void> {
  const end = (given: string) => ask(() => api.me.delete({ password: given }), true);
  await endSession(() => withPassword(password, isWrongPassword, end));
}

export async function changePassword(current: string, next: string): Promise<void> {
  const put = (given: string) => ask(() => api.me.password.put({ current: given, next: composed(next) }));
  await withPassword(current, isWrongPassword, put);
}
