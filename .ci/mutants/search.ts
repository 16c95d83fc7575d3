import type { Mutant } from "./mutant";

const service = "src/search/service.ts";
const search = "src/search/search.test.ts";
const indexing = "src/search/indexing.ts";

export const searchMutants: Mutant[] = [
  {
    name: "search: a message from before one joined is found",
    test: search,
    changes: [
      [service, "places.filter(({ seq }) => seq > floor)", "places.filter(({ seq }) => seq > floor - floor)"],
    ],
  },
  {
    name: "search: what was changed is not indexed again",
    test: search,
    changes: [[indexing, "if (message.seq <= seq) messages.set", "if (message.seq < 0) messages.set"]],
  },
  {
    name: "search: a match may begin within a syllable",
    test: "db/search/text/words.test.ts",
    changes: [["db/search/text/words.ts", "else if (begins[next])", "else if (begins.length > next)"]],
  },
  {
    name: "search: the index lacks what a word is looked for by",
    test: "db/search/text/words.test.ts",
    changes: [
      [
        "db/search/text/terms.ts",
        "for (const term of withNext(keys, from)) terms.add(term);",
        "for (const term of withNext(keys, from).slice(1)) terms.add(term);",
      ],
    ],
  },
];
