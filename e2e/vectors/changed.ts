// Like elements.ts: vectors through mentions and reactions.

/** Texts that hold tokens of mentions, with the id of someone who is there. */
export const mentioned = (id: string): string[] => [
  `<@${id}>`,
  `<@${id}><img src=x onerror=alert(1)>`,
  `<@${id} onmouseover=alert(1)>`,
  `<@${id}"onmouseover="alert(1)>`,
  `<@<script>alert(1)</script>>`,
  `<@"><svg onload=alert(1)>`,
  `<@javascript:alert(1)>`,
  `[<@${id}>](javascript:alert(1))`,
  `[press](<@${id}>)`,
  `**<@${id}>**<iframe src=javascript:alert(1)>`,
  `<@__proto__>`,
  `<@constructor>`,
];

/** What is no emoji, or hides something behind one. */
export const reactions: string[] = [
  "<b>👍</b>",
  "👍<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "👍<script>alert(1)</script>",
  "javascript:alert(1)",
  "👍\u200d<img src=x>",
  '"onclick="alert(1)',
  "👍'onmouseover='alert(1)",
  "👍\u202e<x>",
  "👍\ufe0f\ufe0f<i>",
  "{{alert(1)}}",
  "${alert(1)}",
  "&lt;img src=x onerror=alert(1)&gt;",
  "&#x1F44D;<s>",
  "__proto__",
  "constructor",
  "toString",
  "🥔".repeat(5),
  "<a href=//evil.example>👍</a>",
  "<style>*{display:none}</style>",
];
