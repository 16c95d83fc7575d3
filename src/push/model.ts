import { type Static, Type } from "@sinclair/typebox";

import { oneOf, Text } from "../protocol/text";

const key = (length: number, description: string, example: string) =>
  Type.String({
    pattern: `^[A-Za-z0-9_-]{${length}}$`,
    maxLength: length,
    description: `${description}, in base64url`,
    examples: [example],
  });

const Endpoint = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: "Where the push service takes messages for the device: https, on a public address",
  examples: ["https://push.example/wpush/v2/gAAAAABn"],
});

// As the browser's PushSubscription has it. The keys are those of RFC 8291's own example.
export const NewSubscription = Type.Object({
  endpoint: Endpoint,
  keys: Type.Object({
    p256dh: key(
      87,
      "The device's public key, an uncompressed point of P-256",
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    ),
    auth: key(22, "The device's secret of 16 bytes", "BTBZMqHH6r4Tts7J_aSIgg"),
  }),
  device: Type.Optional(Text("device")),
});
export type NewSubscription = Static<typeof NewSubscription>;

export const OldSubscription = Type.Object({ endpoint: Endpoint });

export const PushKey = Type.Object({
  publicKey: Type.String({ description: "The server's VAPID key, in base64url: `applicationServerKey`" }),
});
export const pushOutcomes = ["sent", "gone", "failed"] as const;
export type PushOutcome = (typeof pushOutcomes)[number];

/** What `POST /api/push/test` sends to the device. */
export type TestPayload = { type: "test"; at: number };

export const TestOutcome = Type.Object({
  outcome: oneOf([...pushOutcomes, "none"], {
    description: "`none`: this session has no subscription; `gone`: it had, and the device has ended it",
  }),
});
