import { type Static, Type } from "@sinclair/typebox";

import { Notifications } from "../../protocol/user";

export const NotificationChanges = Type.Partial(Type.Object(Notifications.properties), {
  examples: [{ hideContents: true }],
});
export type NotificationChanges = Static<typeof NotificationChanges>;
