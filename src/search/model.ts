import { type Static, Type } from "@sinclair/typebox";

import { Message } from "../protocol/message";
import { Id, wholeNumber } from "../protocol/text";
import { User } from "../protocol/user";

const time = (description: string) =>
  Type.Optional(wholeNumber(0, Number.MAX_SAFE_INTEGER, { description, examples: ["1780272000000"] }));

export const SearchQuery = Type.Object({
  q: Type.String({
    minLength: 1,
    description:
      "1 to 100 code points. A message is found if it has all of the words: anywhere within its own words, whatever their case, width and normal form. The last syllable may be half-typed (`검새` finds 검색), and a word of initial consonants finds the syllables that they begin (`ㄱㅊㅉㄱ` finds 김치찌개). Everything in it is text; there are no operators.",
    examples: ["감자"],
  }),
  roomId: Type.Optional({
    ...Id,
    description: "Only in this room",
    examples: ["2f1c0e8a-5b1d-4c57-9d0e-7a0f3f6f2b11"],
  }),
  from: Type.Optional({
    ...Id,
    description: "Only by this author",
    examples: ["2f1c0e8a-5b1d-4c57-9d0e-7a0f3f6f2b11"],
  }),
  since: time("Only from this time on, in milliseconds"),
  until: time("Only before this time, in milliseconds"),
  has: Type.Optional(
    Type.String({
      pattern: "^(file|image|link)$",
      description: "Only with a file, a picture, or a link",
      examples: ["file"],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: "^[0-9]{1,16}_[0-9a-f]{0,8}_[0-9a-z.]{0,600}$",
      description: "Of the page before",
      examples: ["445068000000_1f0c9a7e_"],
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 50, { examples: ["20"] })),
});
export type SearchQuery = Static<typeof SearchQuery>;

const Range = Type.Unsafe<[from: number, to: number]>(
  Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }),
);

export const Hit = Type.Object({
  message: Message,
  ranges: Type.Array(Range, {
    description:
      "Where the words are in its text, in UTF-16 code units, from and to (exclusive); empty where they are in the name of a file",
  }),
});
export type Hit = Static<typeof Hit>;

export const SearchResults = Type.Object({
  hits: Type.Array(Hit, { description: "Newest first" }),
  users: Type.Array(User, { description: "Everyone whom these messages name" }),
  cursor: Type.Union([Type.String(), Type.Null()], {
    description: "To go on; null where there are no more",
  }),
  isComplete: Type.Boolean({
    description:
      "False while messages are still being indexed, or where there was no time to look at all of them",
  }),
});
export type SearchResults = Static<typeof SearchResults>;
