import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { bounded } from "../../door/bounds/outgoing";
import { onOwn, refusals, writes } from "../../door/documented";
import { Notifications } from "../../protocol/user";
import { NotificationChanges } from "./model";
import * as notifications from "./service";

export const notificationRoutes = new Elysia({ prefix: "/api/me/notifications", tags: ["push"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller }) => notifications.mine(caller.userId), {
    response: { 200: Notifications, ...refusals("unauthenticated", "rate-limited") },
    detail: { operationId: "getNotifications", summary: "What I have chosen about notifications" },
  })
  .patch("", ({ caller, body }) => notifications.change(caller.userId, body), {
    body: NotificationChanges,
    response: {
      200: Notifications,
      ...refusals(...onOwn),
    },
    detail: {
      operationId: "changeNotifications",
      ...writes("accounts"),
      summary: "Choose what is pushed to me, on all my devices",
    },
  });
