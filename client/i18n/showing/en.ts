// Files as they are shown: words of parts that are loaded later.

export const showingEn = {
  // In one line.
  image: (count: number) => (count === 1 ? "Photo" : `${count} photos`),
  video: (count: number) => (count === 1 ? "Video" : `${count} videos`),
  several: (count: number) => (count === 1 ? "File" : `${count} files`),
  voice: "Voice message",

  again: "Try again",
  notShown: "This picture couldn't be loaded.",
  playPicture: "Play animation",
  stopPicture: "Stop animation",
  videoCalled: (name: string) => `Video: ${name}`,
  play: "Play",
  pause: "Pause",
  position: "Position",
  positionOf: (at: string, length: string) => `${at} of ${length}`,
  notPlayed: "This couldn't be played.",
  open: (name: string) => `Open ${name}`,
  download: (name: string) => `Download ${name}`,

  viewer: "Photos and videos of this chat",
  older: "Previous",
  newer: "Next",
  save: "Save",
  saveAll: (count: number) => `Save ${count} files`,
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  toMessage: "Show in chat",

  kinds: { media: "Photos and videos", file: "Files", link: "Links" },
  none: { media: "No photos or videos yet.", file: "No files yet.", link: "No links yet." },
  shared: "Photos, files and links",
  seeAll: "See all",
};
