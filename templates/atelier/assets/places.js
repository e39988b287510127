"use strict";
// Places in a text that wait for what comes late, in the order they were asked: each follows what is written around it.
const held = [];
const texts = new Map();

// What changed between two texts: where, up to where, and by how many signs.
function change(before, after) {
  const by = after.length - before.length;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = before.length;
  while (end > start && end + by > start && before[end - 1] === after[end + by - 1]) end -= 1;
  return { start, end, by };
}

// What is typed at a place comes after it; what lands there comes before the places asked later.
function moved(point, { start, end, by }, after) {
  const past = after ? point >= end : point > start && point >= end;
  return past ? point + by : Math.min(point, start);
}
function shift(place, made, after = false) {
  place.start = moved(place.start, made, after);
  place.end = moved(place.end, made, after);
}

function hold(area) {
  const place = { id: area.id, start: area.selectionStart, end: area.selectionEnd };
  area.setSelectionRange(place.end, place.end);
  texts.set(area.id, area.value);
  held.push(place);
  return place;
}

// The hand that writes stays where it is.
function land(place, area, put) {
  const rank = held.indexOf(place);
  held.splice(rank, 1);
  const { value: before, selectionStart, selectionEnd } = area;
  texts.delete(area.id);
  put(area, place.start, place.end);
  const made = { start: place.start, end: place.end, by: area.value.length - before.length };
  const hand = [selectionStart, selectionEnd].map((point) => moved(point, made, true));
  area.setSelectionRange(...hand);
  const others = held.filter((one) => one.id === area.id);
  for (const other of others) shift(other, made, held.indexOf(other) >= rank);
  if (others.length) texts.set(area.id, area.value);
}

document.addEventListener(
  "input",
  ({ target }) => {
    const before = texts.get(target.id);
    if (before === undefined) return;
    const made = change(before, target.value);
    for (const place of held) if (place.id === target.id) shift(place, made);
    texts.set(target.id, target.value);
  },
  true,
);

// A button waits for what is about to land: a page that leaves would lose it.
let pressed = null;
document.addEventListener(
  "submit",
  (event) => {
    if (!held.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = event;
  },
  true,
);
function release() {
  if (held.length || !pressed) return;
  const { target, submitter } = pressed;
  pressed = null;
  target.requestSubmit(submitter);
}

globalThis.places = { hold, land, release };
