/** There is no preview of it, for a reason that nobody outside needs to know. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}
