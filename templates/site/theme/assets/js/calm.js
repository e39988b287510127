// What comes late changes nothing under who presses something, or stands in the place that would change: it waits here,
// also for a form that is being taken up.
globalThis.calm = async (place) => {
  while (document.querySelector(":active, [inert]") || place?.matches(":focus-within"))
    await new Promise((done) => setTimeout(done, 50));
};
