import { expect, test } from "bun:test";

import { type PushMeans, stateOf } from "./support";

const ALL: PushMeans = {
  isSecure: true,
  isApple: false,
  isInstalled: false,
  hasWorkers: true,
  hasPush: true,
  permission: "granted",
  isChosen: true,
};

test.each([
  ["on", {}],
  ["off", { isChosen: false }],
  ["off", { permission: "default" }],
  ["blocked", { permission: "denied" }],
  ["unsupported", { hasPush: false }],
  ["unsupported", { hasWorkers: false }],
  ["unsupported", { permission: undefined }],
  ["install", { isApple: true, hasPush: false }],
  ["unsupported", { isApple: true, isInstalled: true, hasPush: false }],
  ["on", { isApple: true, isInstalled: true }],
  ["insecure", { isSecure: false, hasPush: false }],
] as const)("%s: %j", (state, means) => expect(stateOf({ ...ALL, ...means })).toBe(state));
