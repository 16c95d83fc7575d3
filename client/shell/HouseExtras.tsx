import { followSounds } from "../sounds/follow";
import { Moments } from "../ui/float/Moments";

/** What the page can do without at first. Loaded after it. */
export function HouseExtras() {
  followSounds();
  return <Moments />;
}
