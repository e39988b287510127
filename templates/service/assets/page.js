"use strict";
// The summary of errors takes the focus: a screen reader says it first.
document.querySelector("[data-focus]")?.focus();
