import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

import type { Notifications } from "../../src/protocol/user";

/** Users, sessions, friends, rooms and members. These rows change rarely; no socket frame ever writes one. */
export const users = sqliteTable(
  "users",
  {
    id: text().primaryKey(),
    // null once deleted, so that the name is free again
    username: text().unique(),
    nickname: text().notNull(),
    // the nickname as it is compared: two people never look alike
    nicknameKey: text().unique(),
    // The nickname by how it looks (Cyrillic а is a). Not unique, since it came later than some nicknames; null where an
    // older version wrote the row.
    likeness: text(),
    // what a search matches: username, nickname key and its initial consonants
    searchKey: text().notNull(),
    intro: text().notNull().default(""),
    status: text().notNull().default(""),
    avatar: text(),
    // counted among a message's readers, but not named
    hideReads: integer({ mode: "boolean" }).notNull().default(false),
    passwordHash: text().notNull(),
    createdAt: integer().notNull(),
    deletedAt: integer(),
  },
  (table) => [index("users_likeness").on(table.likeness)],
);

export const sessions = sqliteTable(
  "sessions",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    device: text().notNull().default(""),
    // the number of the newest refresh token, and when it was issued
    rotation: integer().notNull().default(0),
    rotatedAt: integer().notNull(),
    createdAt: integer().notNull(),
    lastSeenAt: integer().notNull(),
  },
  (table) => [index("sessions_user").on(table.userId), index("sessions_seen").on(table.lastSeenAt)],
);

export const friends = sqliteTable(
  "friends",
  {
    userId: text()
      .notNull()
      .references(() => users.id),
    friendId: text()
      .notNull()
      .references(() => users.id),
    favourite: integer({ mode: "boolean" }).notNull().default(false),
    since: integer().notNull(),
    // what the user calls the friend, if not by their nickname, and what a search for it matches; nobody else sees it
    alias: text(),
    aliasKey: text(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.friendId] }),
    index("friends_friend").on(table.friendId),
  ],
);

export const blocks = sqliteTable(
  "blocks",
  {
    userId: text()
      .notNull()
      .references(() => users.id),
    blockedId: text()
      .notNull()
      .references(() => users.id),
    since: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.blockedId] }),
    index("blocks_blocked").on(table.blockedId),
  ],
);

export const rooms = sqliteTable(
  "rooms",
  {
    id: text().primaryKey(),
    kind: text({ enum: ["direct", "group"] }).notNull(),
    title: text(),
    topic: text().notNull().default(""),
    imageUrl: text(),
    visibility: text({ enum: ["private", "public"] })
      .notNull()
      .default("private"),
    readCounts: integer({ mode: "boolean" }).notNull().default(true),
    ownerId: text().references(() => users.id),
    memberCount: integer().notNull(),
    createdAt: integer().notNull(),
    // both ids of a 1:1, sorted, so that a pair has one room even if both open it at once; one id in a chat with oneself
    pair: text(),
  },
  (table) => [uniqueIndex("rooms_pair").on(table.pair)],
);

export const members = sqliteTable(
  "members",
  {
    roomId: text()
      .notNull()
      .references(() => rooms.id),
    userId: text()
      .notNull()
      .references(() => users.id),
    role: text({ enum: ["member", "admin", "owner"] })
      .notNull()
      .default("member"),
    joinedSeq: integer().notNull(),
    joinedAt: integer().notNull(),
    notify: text({ enum: ["all", "mentions", "none"] })
      .notNull()
      .default("all"),
    // until then `notify` holds, afterwards the room is at "all" again; null: for good
    notifyUntil: integer(),
    favourite: integer({ mode: "boolean" }).notNull().default(false),
    // a 1:1 is listed once its member has opened it, or got a message in it
    opened: integer({ mode: "boolean" }).notNull().default(true),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.userId] }), index("members_user").on(table.userId)],
);

/** What a user has chosen about notifications. One who has chosen nothing has no row. */
export const notificationSettings = sqliteTable("notification_settings", {
  userId: text()
    .primaryKey()
    .references(() => users.id),
  hideContents: integer({ mode: "boolean" }).notNull(),
  quiet: text({ mode: "json" }).$type<Notifications["quiet"]>(),
  sounds: integer({ mode: "boolean" }).notNull(),
  keywords: text({ mode: "json" }).$type<string[]>().notNull(),
});

/** Where a device of a session gets its push messages. It is gone with its session, in the same transaction. */
export const pushSubscriptions = sqliteTable(
  "push_subscriptions",
  {
    sessionId: text()
      .primaryKey()
      .references(() => sessions.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => users.id),
    // with the keys, a secret of the device and this server
    endpoint: text().notNull().unique(),
    p256dh: text().notNull(),
    auth: text().notNull(),
    device: text().notNull().default(""),
    createdAt: integer().notNull(),
  },
  (table) => [index("push_subscriptions_user").on(table.userId)],
);

/** The changes of the tables above, recorded in the same transaction. Every machine follows its own copy. */
export const changes = sqliteTable("changes", {
  id: integer().primaryKey({ autoIncrement: true }),
  // unguessable: nobody can use it as a clientId before the system message of the row does
  key: text().notNull(),
  at: integer().notNull(),
  change: text({ mode: "json" }).notNull(),
});
