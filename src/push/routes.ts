import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { done, onOwn, refusals, writes } from "../door/documented";
import { NewSubscription, OldSubscription, PushKey, TestOutcome } from "./model";
import * as push from "./service";

const onTest = ["unauthenticated", "rate-limited", "forbidden"] as const;

export const pushRoutes = new Elysia({ prefix: "/api/push", tags: ["push"] })
  .use(guard)
  .use(bounded)
  .get("", () => ({ publicKey: push.publicKey() }), {
    response: { 200: PushKey, ...refusals("unauthenticated", "rate-limited") },
    detail: { operationId: "getPushKey", summary: "The key that a device subscribes with" },
  })
  .put(
    "/subscriptions",
    ({ caller, body, set }) => {
      push.subscribe(caller, body);
      set.status = 204;
    },
    {
      body: NewSubscription,
      response: { ...done, ...refusals(...onOwn) },
      detail: {
        operationId: "subscribeToPush",
        ...writes("accounts"),
        summary: "Push messages to this device",
        description:
          "A session has one subscription: another one replaces it, and it ends with the session. An endpoint that another session has comes to this one.",
      },
    },
  )
  .delete(
    "/subscriptions",
    ({ caller, body, set }) => {
      push.unsubscribe(caller, body.endpoint);
      set.status = 204;
    },
    {
      body: OldSubscription,
      response: { ...done, ...refusals(...onOwn) },
      detail: {
        operationId: "unsubscribeFromPush",
        ...writes("accounts"),
        summary: "No more push messages to this device",
      },
    },
  )
  .post("/test", async ({ caller }) => ({ outcome: await push.sendTest(caller) }), {
    response: { 200: TestOutcome, ...refusals(...onTest) },
    detail: {
      operationId: "testPush",
      ...writes("nothing"),
      summary: "A push message to this device, at once",
      description: "Whatever the user has chosen. Answers once the push service has.",
    },
  });
