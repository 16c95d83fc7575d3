/**
 * Where the next speaker begins: the index of the first row of the next run of one author's messages, or for `step` -1 of
 * the run before; from inside a run that is its own first row, as with headings. System messages, without an author, do
 * not interrupt a run. Undefined if there is none.
 */
export function speakerFrom(authors: (string | undefined)[], from: number, step: 1 | -1): number | undefined {
  const starts = startsOf(authors);
  return step > 0 ? starts.find((start) => start > from) : starts.findLast((start) => start < from);
}

function startsOf(authors: (string | undefined)[]): number[] {
  let last: string | undefined;
  return authors.flatMap((author, index) => {
    if (author === undefined || author === last) return [];
    last = author;
    return [index];
  });
}
