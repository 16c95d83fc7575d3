// Sending files and voice messages.

export const sendingEn = {
  attach: "Attach files",
  files: "Photos and files",
  camera: "Camera",
  chosen: "Files to send",
  added: (count: number) => (count === 1 ? "1 file added" : `${count} files added`),
  remove: (name: string) => `Remove ${name}`,
  dropHere: "Drop files here to send them",
  tooLarge: (name: string, most: string) => `“${name}” wasn't added. The limit is ${most} a file.`,
  tooMany: (most: number) => `You can send up to ${most} files in one message.`,
  noFolder: (name: string) => `“${name}” wasn't added. Folders can't be sent.`,
  /** Most pages and servers cannot read it. */
  asFile: (name: string) => `“${name}” will be sent as it is: others get a file, not a picture.`,

  progress: (name: string) => `Sending ${name}`,
  sentOf: (sent: string, all: string) => `${sent} of ${all}`,
  isThere: "Uploaded",
  pause: "Pause",
  goOn: "Continue",
  paused: "Paused",
  offline: "Goes on once you're back online",
  unkept: "Keep this page open until it's sent: your browser couldn't store the file.",
  faults: {
    "storage-full": "Your space for files is full.",
    "file-gone": "This browser no longer has the file. Choose it again.",
  },

  record: "Record a voice message",
  recording: "Recording a voice message",
  stopRecording: "Stop",
  isRecorded: "Recorded",
  sendVoice: "Send voice message",
  discardVoice: "Discard recording",
  longest: (minutes: number) => `A voice message can be ${minutes} minutes long.`,
  noMicrophone: "No microphone was found.",
  notAllowed: "Allow this page to use the microphone in your browser's settings.",
  notRecorded: "This couldn't be recorded.",
  voice: "Voice message",
};
