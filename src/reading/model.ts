import { type Static, Type } from "@sinclair/typebox";

import { Steps } from "../protocol/message";
import { Seq, wholeNumber } from "../protocol/text";

export const Reading = Type.Object({ seq: Seq }, { examples: [{ seq: 1 }] });

const optionalSeq = (description: string) =>
  Type.Optional(wholeNumber(1, Number.MAX_SAFE_INTEGER, { description, examples: ["42"] }));
export const StepsQuery = Type.Object({
  from: optionalSeq("The first seq; a hundred before the last if absent"),
  to: optionalSeq("The last seq; the newest if absent"),
});
export type StepsQuery = Static<typeof StepsQuery>;
export const Numbers = Type.Object({ steps: Steps });
