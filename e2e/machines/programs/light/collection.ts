import type { BSON } from "mongodb";

type Doc = BSON.Document;
type Update = { q: Doc; u: Doc; upsert?: boolean; multi?: boolean };
type Fault = { index: number; code: number; errmsg: string };
/** Options of `find`. */
export type FindOptions = {
  sort?: Record<string, 1 | -1>;
  limit?: number;
  projection?: Record<string, 0 | 1>;
};

const DUPLICATE_KEY = 11000;

/** Documents by `_id`, with unique indexes. */
export class Collection {
  private readonly docs = new Map<string, Doc>();
  // By room, which their ids begin with, because most queries are about one room.
  private readonly byRoom = new Map<string, Doc[]>();
  private readonly uniques = new Map<string, { fields: string[]; taken: Set<string> }>();

  addUniqueIndex(fields: string[]): void {
    const taken = new Set([...this.docs.values()].map((doc) => keyOf(doc, fields)));
    this.uniques.set(fields.join(), { fields, taken });
  }

  insert(docs: Doc[], isOrdered: boolean): Doc {
    const writeErrors: Fault[] = [];
    let n = 0;
    for (const [index, doc] of docs.entries()) {
      if (this.add(doc)) n++;
      else writeErrors.push(fault(index));
      if (writeErrors.length > 0 && isOrdered) break;
    }
    return { n, ...(writeErrors.length > 0 && { writeErrors }) };
  }

  /** False if its `_id` or a unique key already exists. */
  private add(doc: Doc): boolean {
    const { _id: id } = doc as { _id: string };
    const uniques = [...this.uniques.values()];
    if (this.docs.has(id)) return false;
    if (uniques.some(({ fields, taken }) => taken.has(keyOf(doc, fields)))) return false;
    for (const { fields, taken } of uniques) taken.add(keyOf(doc, fields));
    this.docs.set(id, doc);
    const inRoom = this.byRoom.get(roomOf(id)) ?? [];
    this.byRoom.set(roomOf(id), inRoom);
    inRoom.push(doc);
    return true;
  }

  update(updates: Update[]): Doc {
    const writeErrors: Fault[] = [];
    const upserted: Doc[] = [];
    let n = 0;
    for (const [index, { q, u, upsert = false, multi = false }] of updates.entries()) {
      const docs = this.find(q);
      if (docs.length > 0) for (const doc of multi ? docs : docs.slice(0, 1)) change(doc, u);
      else if (!upsert) continue;
      else if (this.add(created(q, u))) upserted.push({ index, ...pick(q) });
      else {
        writeErrors.push(fault(index));
        continue;
      }
      n++;
    }
    const more = { ...(upserted.length > 0 && { upserted }), ...(writeErrors.length > 0 && { writeErrors }) };
    return { n, nModified: n - upserted.length, ...more };
  }

  remove(deletes: { q: Doc; limit: number }[]): Doc {
    let n = 0;
    for (const { q, limit } of deletes)
      for (const doc of this.find(q, { limit })) {
        const { _id: id } = doc as { _id: string };
        this.docs.delete(id);
        this.byRoom.set(roomOf(id), this.byRoom.get(roomOf(id))?.filter((one) => one !== doc) ?? []);
        for (const { fields, taken } of this.uniques.values()) taken.delete(keyOf(doc, fields));
        n++;
      }
    return { n };
  }

  find(filter: Doc, { sort = {}, limit = 0, projection = {} }: FindOptions = {}): Doc[] {
    const found = this.candidates(filter).filter((doc) => matches(doc, filter));
    for (const [field, way] of Object.entries(sort))
      found.sort((a, b) => (a[field] < b[field] ? -way : Number(a[field] > b[field]) * way));
    const fields = Object.keys(projection).filter((field) => projection[field] === 1);
    const shown = (doc: Doc) => Object.fromEntries(["_id", ...fields].map((field) => [field, doc[field]]));
    const page = limit > 0 ? found.slice(0, limit) : found;
    return fields.length > 0 ? page.map(shown) : page;
  }

  distinct = (filter: Doc, field: string): unknown[] => [
    ...new Set(this.find(filter).map((doc) => doc[field] as unknown)),
  ];

  count([first]: Doc[]): Doc[] {
    const n = this.find(first?.$match ?? {}).length;
    return n > 0 ? [{ _id: 1, n }] : [];
  }

  /** A small superset of the documents that match. */
  private candidates({ _id, roomId, changed, pinned, holds, links, $or }: Doc): Doc[] {
    if ($or) return [...new Set(($or as Doc[]).flatMap((one) => this.mentioning(one)))];
    if (typeof _id === "string") return [this.docs.get(_id) ?? []].flat();
    if (_id?.$in) return (_id.$in as string[]).flatMap((id) => this.docs.get(id) ?? []);
    const range = _id ?? changed ?? pinned ?? holds ?? links;
    // Without an end it goes through all rooms.
    const from = (range?.$lt && range.$gt) ?? (typeof roomId === "string" ? roomId : undefined);
    return from === undefined ? [...this.docs.values()] : [...(this.byRoom.get(roomOf(from)) ?? [])];
  }

  private mentioning({ mentioned }: Doc): Doc[] {
    const [, id = ""] = (mentioned.$elemMatch.$gt as string).split(" ");
    return this.byRoom.get(roomOf(id)) ?? [];
  }
}

const pick = ({ _id }: Doc): Doc => ({ _id });
const roomOf = (id: string): string => id.split(/[: ]/, 1)[0]!;
const keyOf = (doc: Doc, fields: string[]): string => fields.map((field) => String(doc[field])).join("\n");
const fault = (index: number): Fault => ({ index, code: DUPLICATE_KEY, errmsg: "E11000 duplicate key" });

type Value = string | number;

const tests: Record<string, (value: Value, wanted: Value) => boolean> = {
  $not: (value, wanted) => !passes(value, wanted as unknown as Doc),
  $gt: (value, wanted) => value > wanted,
  $gte: (value, wanted) => value >= wanted,
  $lt: (value, wanted) => value < wanted,
  $lte: (value, wanted) => value <= wanted,
  $ne: (value, wanted) => value !== wanted,
  $elemMatch: (values, wanted) => [values].flat().some((value) => passes(value, wanted as unknown as Doc)),
  $nin: (value, wanted) => ![wanted].flat().includes(value),
  $in: (value, wanted) => [wanted].flat().includes(value),
};

function matches(doc: Doc, filter: Doc): boolean {
  return Object.entries(filter).every(([field, wanted]) => {
    if (field === "$or") return (wanted as Doc[]).some((one) => matches(doc, one));
    const [list = "", inner] = field.split(".");
    // A field of documents in an array: any of them may have it.
    if (inner !== undefined) return ((doc[list] ?? []) as Doc[]).some((one) => one[inner] === wanted);
    return typeof wanted === "object" && wanted !== null
      ? passes(doc[field] as Value, wanted as Doc)
      : doc[field] === wanted;
  });
}

const passes = (value: Value, wanted: Doc): boolean =>
  Object.entries(wanted).every(([test, than]) => tests[test]!(value, than as Value));

function change(doc: Doc, { $set = {}, $max = {}, $unset = {} }: Doc): void {
  Object.assign(doc, $set);
  for (const field of Object.keys($unset)) delete doc[field];
  for (const [field, least] of Object.entries($max))
    if (doc[field] === undefined || doc[field] < (least as number)) doc[field] = least;
}

function created(filter: Doc, by: Doc): Doc {
  const named = Object.entries(filter).filter(([, wanted]) => typeof wanted !== "object");
  const doc: Doc = { ...Object.fromEntries(named), ...by.$setOnInsert };
  change(doc, by);
  return doc;
}
