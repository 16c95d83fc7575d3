/** Shortcuts have ⌘ there, also on an iPad with a keyboard. */
export const isMac: boolean = /mac|iphone|ipad|ipod/iu.test(navigator.platform);
