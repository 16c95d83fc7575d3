import { eq } from "drizzle-orm";

import { accounts } from "../../../db/accounts/open";
import * as table from "../../../db/accounts/schema";

const { users, rooms } = table;

/** Whether a user or a room has this picture. Scans whole tables: for rare calls. */
export const isInUse = (name: string, address: string): boolean =>
  accounts.select({ id: users.id }).from(users).where(eq(users.avatar, name)).get() !== undefined ||
  accounts.select({ id: rooms.id }).from(rooms).where(eq(rooms.imageUrl, address)).get() !== undefined;
