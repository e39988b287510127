// What comes late changes nothing under who presses something, or stands in the place that would change: it waits here,
// also for a form that is being taken up.
globalThis.calm = async (place) => {
  const longest = Date.now() + 3000; // after something was dragged, a browser may say for ever that it is pressed
  const pressed = () => document.querySelector(":active") && Date.now() < longest;
  while (pressed() || document.querySelector("[inert]") || place?.matches(":focus-within"))
    await new Promise((done) => setTimeout(done, 50));
};
