import type { User } from "../../../src/protocol/user";

// As many as the server sends.
const FACES = 4;

/** A group's faces after someone joined: at the end, if there is room. */
export const withFace = (faces: User[], user: User): User[] =>
  faces.length < FACES && faces.every(({ id }) => id !== user.id) ? [...faces, user] : faces;

/** After someone left. Undefined where another member may take the place, whom only the server knows. */
export function withoutFace(faces: User[], userId: string): User[] | undefined {
  const left = faces.filter(({ id }) => id !== userId);
  return left.length < faces.length && faces.length === FACES ? undefined : left;
}
