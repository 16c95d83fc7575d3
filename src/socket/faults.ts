import { isOfLiteFS } from "../../db/accounts/primary";
import { authenticate } from "../auth/guard";
import type { Caller } from "../auth/tokens";
import { Refused } from "../errors";
import { closeCodes } from "../protocol/frames";

/** Who shows this token; or the code that the socket ends with. A token that cannot be looked up now may be as good as ever. */
export const identify = (token: string): Promise<Caller | number> =>
  authenticate(token).catch((error: unknown) => {
    const isNobody = error instanceof Refused && error.code === "unauthenticated";
    return isNobody ? closeCodes.sessionEnded : closeCodes.overloaded;
  });

/** Undefined for what is our fault. */
export function refusedBy(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error;
  return isOfLiteFS(error) ? new Refused("overloaded") : undefined;
}
