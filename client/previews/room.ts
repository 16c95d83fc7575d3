// Whether a row has room for a preview. It stays so as long as the row is on the page: rows are also made anew while they are
// in view, as when older messages are added above, and by then it may be known that there is no preview.

interface Decision {
  hasRoom: boolean;
  rows: number;
}

const decisions = new Map<string, Decision>();

/** As it was decided for the row that is there, or was a moment ago; else by `decide`. Call `leaveRow` when the row goes. */
export function enterRow(key: string, decide: () => boolean): boolean {
  const own = decisions.get(key) ?? { hasRoom: decide(), rows: 0 };
  own.rows++;
  decisions.set(key, own);
  return own.hasRoom;
}

/** The next row of this key comes in the same turn, or it is another time that it is shown. */
export function leaveRow(key: string): void {
  setTimeout(() => {
    const own = decisions.get(key);
    if (own && --own.rows === 0) decisions.delete(key);
  });
}
