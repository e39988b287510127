/* Starts the search while its page is still being read: its program and its index take longer than the page. */
import { openSearch } from "./search.js";

openSearch().catch(() => {}); // the first query tries again, and tells
