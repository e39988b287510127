/* The search as pages ask it. A thread of its own does the work: typing, scrolling and drawing never wait for it. */
import { library } from "./library.js";

/* Without its host: on paper, links that name one are followed by their address. */
export const ROOT = new URL("../../../", import.meta.url).pathname;
const FOLDER = `${ROOT}pagefind/`;
let opened = null;

/* Starts the thread; it says that it runs, then answers each query by its number. */
function inThread() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    const waiting = new Map();
    let number = 0;
    function find(text, options) {
      number += 1;
      worker.postMessage([number, text, options]);
      return new Promise((found, failed) => waiting.set(number, { found, failed }));
    }
    worker.onerror = reject;
    worker.onmessage = ({ data: [answered, found] }) => {
      if (!answered) return resolve({ find });
      const asked = waiting.get(answered);
      waiting.delete(answered);
      if (found) asked.found(found);
      else asked.failed(new Error("index"));
    };
  });
}

/* A browser that gives no such thread does the work in the page. */
async function inPage() {
  const { openIndex } = await import("./finder.js");
  return openIndex(FOLDER);
}

/* The index of this site: find answers a query, read loads what one of the pages found says. */
export function openSearch() {
  opened ??= inThread()
    .catch(inPage)
    .then(({ find }) => ({ find, read: library(FOLDER) }))
    .catch((error) => {
      opened = null;
      throw error;
    });
  return opened;
}
