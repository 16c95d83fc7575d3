import { isOfLiteFS } from "../../db/accounts/primary";
import { authenticate } from "../auth/guard";
import type { Caller } from "../auth/tokens";
import { Refused } from "../errors";
import { closeCodes } from "../protocol/frames";

/** The token's user, or the close code. A lookup that fails closes with `overloaded`, since the token may be valid. */
export const identify = (token: string): Promise<Caller | number> =>
  authenticate(token).catch((error: unknown) => {
    const isNobody = error instanceof Refused && error.code === "unauthenticated";
    return isNobody ? closeCodes.sessionEnded : closeCodes.overloaded;
  });

/** The refusal that this error stands for; undefined for a fault of the server. */
export function refusedBy(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error;
  return isOfLiteFS(error) ? new Refused("overloaded") : undefined;
}
