"use strict";
// The text rules of the service, applied in the browser: same values, same messages (RULES stands above this text).
class Invalid extends Error {
  constructor(name, values = {}) {
    super(RULES.messages[name].replace(/\{(\w+)\}/g, (_, key) => values[key]));
  }
}

const isAllowed = (code) => RULES.allowed.some(([first, last]) => first <= code && code <= last);
const expression = (pattern) => new RegExp(pattern, "u");

function strip(text) {
  const points = [...text];
  let first = 0;
  let last = points.length;
  while (first < last && RULES.blanks.includes(points[first])) first += 1;
  while (last > first && RULES.blanks.includes(points[last - 1])) last -= 1;
  return points.slice(first, last).join("");
}

function clean(raw) {
  const text = raw.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  let place = 0;
  for (const character of text) {
    place += 1;
    if (!isAllowed(character.codePointAt(0))) throw new Invalid("forbidden", { place });
  }
  return strip(text.normalize("NFC"));
}

function short(text, most) {
  const length = [...text].length;
  if (length > most) throw new Invalid("long", { most, length });
  return text;
}

function line(raw, most) {
  const text = clean(raw);
  if (/[\n\t]/.test(text)) throw new Invalid("line");
  return short(text, most);
}

function ascii(label) {
  const french = expression(RULES.email.accented).test(label) && /[^a-z0-9-]/.test(label);
  return french ? new URL(`http://${label}.fr`).hostname.slice(0, -3) : label;
}

function email(raw) {
  const rules = RULES.email;
  const typed = clean(raw);
  const held = expression(rules.held).exec(typed)?.[1] ?? typed;
  const at = held.lastIndexOf("@");
  const local = held.slice(0, Math.max(at, 0));
  const labels = held
    .slice(at + 1)
    .toLowerCase()
    .split(".")
    .map(ascii);
  const text = `${local}@${labels.join(".")}`;
  const sizes = [...local].length <= rules.local_most && [...text].length <= rules.most;
  const right = sizes && labels.length > 1 && expression(rules.local).test(local);
  if (!right || !labels.every((label) => expression(rules.label).test(label))) throw new Invalid(emailFault(local));
  return text;
}

function emailFault(local) {
  if (local.includes("@")) return "email_several";
  return [...local].every((sign) => sign.codePointAt(0) < 128) ? "email" : "email_accent";
}

function whole(raw, least, most) {
  const text = clean(raw);
  if (!expression(RULES.digits).test(text)) throw new Invalid("whole");
  const number = Number(text);
  if (number < least) throw new Invalid("least", { least });
  if (number > most) throw new Invalid("most", { most });
  return number;
}

const CHECKS = {
  text: (field, written) => line(written, field.most),
  paragraph: (field, written) => short(clean(written), field.most),
  email: (_, written) => email(written),
  whole: (field, written) => whole(written, field.least, field.most),
};

function check(field, written) {
  if (!clean(written)) {
    if (field.required) throw new Invalid("required");
    return field.kind === "whole" ? null : "";
  }
  return CHECKS[field.kind](field, written);
}

// A field left with a fault says so at once, under it; the service decides again when the form arrives.
function judge(input) {
  const { kind, least, most } = input.dataset;
  let message = "";
  try {
    check({ kind, least: Number(least || 0), most: Number(most) }, input.value);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    message = error.message;
  }
  let note = document.getElementById(`${input.id}-erreur`);
  if (!note && message) {
    note = document.createElement("p");
    note.id = `${input.id}-erreur`;
    note.className = "error";
    input.before(note);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") || ""} ${note.id}`.trim());
  }
  if (note) note.textContent = message;
  input.toggleAttribute("aria-invalid", false);
  if (message) input.setAttribute("aria-invalid", "true");
}

// While a button is being pressed nothing may move under the pointer, or the click would be lost: judge afterwards.
let pressed = false;
const waiting = [];
document.addEventListener(
  "pointerdown",
  () => {
    pressed = true;
  },
  true,
);
for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(
    kind,
    () =>
      setTimeout(() => {
        pressed = false;
        waiting.splice(0).forEach(judge);
      }),
    true,
  );
}
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-kind]")) return;
  if (pressed) waiting.push(event.target);
  else judge(event.target);
});
