import { Type } from "@sinclair/typebox";

import { Seq } from "../protocol/text";

export const Reading = Type.Object({ seq: Seq }, { examples: [{ seq: 1 }] });
