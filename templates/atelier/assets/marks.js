"use strict";
// What the writing tools make of a text: marks around words, at the head of lines, blank lines around a block.

const HEAD = /^(\s*(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+)?)(.*?)(\s*)$/;

// A mark touches the words that it holds, and holds no more than a line: around a blank, it would be read as a sign.
// Words that all have it lose it.
function around(words, mark) {
  const lines = words.split("\n").map((line) => HEAD.exec(line).slice(1));
  const size = mark.length;
  const has = (said) => said.startsWith(mark) && said.endsWith(mark) && said[size] !== mark[0];
  const on = lines.every(([, said]) => !said || has(said));
  const marked = (said) => (on ? said.slice(size, -size) : mark + said + mark);
  return lines.map(([head, said, tail]) => head + (said && marked(said)) + tail).join("\n");
}

// Lines that all have the mark lose it; a list of numbers counts.
function headed(lines, mark) {
  const numbered = mark === "1. ";
  const known = numbered ? /^\d+[.)] / : new RegExp(`^${mark}`);
  if (lines.every((line) => known.test(line))) return lines.map((line) => line.replace(known, ""));
  return lines.map((line, rank) => (numbered ? `${rank + 1}. ` : mark) + line);
}

// A block stands below a blank line.
function gap(before) {
  if (!before || before.endsWith("\n\n")) return "";
  return before.endsWith("\n") ? "\n" : "\n\n";
}

// The head of the item after the one that a line is: nothing when it is none, null when it is empty and ends its list.
const ITEM = /^(\s*)([-*+]|\d+([.)]))( +)(\[[ xX]\] )?(.*)$/;
function nextItem(line) {
  const found = ITEM.exec(line);
  if (!found) return "";
  const [, indent, mark, sign, blank, box, said] = found;
  if (!said.trim()) return null;
  return indent + (sign ? `${Number.parseInt(mark, 10) + 1}${sign}` : mark) + blank + (box ? "[ ] " : "");
}

const SIGNS = { "(": "%28", ")": "%29", " ": "%20", "<": "%3C", ">": "%3E" };
const address = (typed) => typed.trim().replace(/[() <>]/g, (sign) => SIGNS[sign]);

window.marks = { around, headed, gap, nextItem, address };
