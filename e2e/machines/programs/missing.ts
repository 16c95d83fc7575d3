/** This machine has no such program, and cannot get it. Says what to do about it. */
export class Missing extends Error {}
