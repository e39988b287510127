"use strict";
// The summary of errors takes the focus: a screen reader says it first.
document.querySelector("[data-focus]")?.focus();
// What only scripts make true is told only where they run.
for (const told of document.querySelectorAll(".script-only")) told.hidden = false;
