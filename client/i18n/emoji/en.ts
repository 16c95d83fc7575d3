// Loaded together with the picker.
export const emojiEn = {
  title: "Emoji",
  search: "Search emoji",
  none: "No emoji found.",
  recent: "Recently used",
  groups: {
    smileys: "Smileys",
    people: "People",
    nature: "Animals and nature",
    food: "Food and drink",
    travel: "Travel and places",
    activities: "Activities",
    objects: "Objects",
    symbols: "Symbols",
    flags: "Flags",
  },
  tone: "Skin tone",
  tones: ["Default", "Light", "Medium-light", "Medium", "Medium-dark", "Dark"],
};
