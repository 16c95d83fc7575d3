// Before the first paint, so that a dark theme does not flash white first, and messages do not change their size.
document.documentElement.dataset.theme = localStorage.getItem("potato.theme") ?? "system";
document.documentElement.dataset.text = localStorage.getItem("potato.text") ?? "standard";
