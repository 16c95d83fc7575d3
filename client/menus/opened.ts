import { createSignal } from "solid-js";

import type { MenuItem } from "../ui/Menu";
import type { Point } from "./place";

// The context menu that is open over the page. There is one for everything: messages, rooms and friends.

export interface QuickItem {
  text: string;
  label: string;
  isOn?: boolean;
  onChoose: () => void;
}

export interface MenuRequest {
  /** What a screen reader calls it. */
  label: string;
  items: MenuItem[];
  /** In a row above the items. */
  quick?: QuickItem[];
  /** What it is about. On touch this is lifted from the page, and the focus returns to it. */
  about: HTMLElement;
  /** Where it was asked for; undefined by keyboard: below what it is about. */
  at: Point | undefined;
  /** As a sheet from the bottom of the page, within reach of the thumb. */
  isTouch: boolean;
}

const [openedMenu, setOpenedMenu] = createSignal<MenuRequest>();
export { openedMenu };

export const openMenu = (menu: MenuRequest): void => void setOpenedMenu(menu);
export const closeMenu = (): void => setOpenedMenu(undefined);
