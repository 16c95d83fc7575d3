// What a message with marks needs, in one request, when the first of them is shown.
export { withNames } from "../../mentions/named";
export { plainTextOf } from "./plain";
export { Rich } from "./Rich";
