// Fetches the page again when the server says that something has changed, and exchanges its content.
"use strict";

const content = document.getElementById("content");
const live = document.getElementById("live");

function show(state) {
  live.textContent = state;
  live.dataset.state = state;
}

// What a reader would lose with the old content: how far each table was scrolled, and where the focus was.
function exchange(next) {
  const scrolled = [...content.querySelectorAll(".scroll")].map(table => [table.getAttribute("aria-label"), table.scrollLeft]);
  const focused = content.contains(document.activeElement) ? document.activeElement : null;
  content.innerHTML = next.innerHTML;
  for (const [label, left] of scrolled) content.querySelector(`.scroll[aria-label="${CSS.escape(label)}"]`)?.scrollTo(left, 0);
  if (!focused) return;
  const [name, value] = focused.matches(".scroll") ? ["aria-label", focused.getAttribute("aria-label")] : ["href", focused.getAttribute("href")];
  if (value) content.querySelector(`[${name}="${CSS.escape(value)}"]`)?.focus({ preventScroll: true });
}

async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("content");
  if (next && next.innerHTML !== content.innerHTML) exchange(next);
}

// A change that is told during a refresh may have come too late for it: then once more.
let refreshing = false;
let again = false;
async function change() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  try {
    while (again) {
      again = false;
      await refresh();
    }

    show("live");
  } catch {
    show("offline");
  } finally {
    refreshing = false;
  }
}

const changes = new EventSource(content.dataset.changes);
changes.addEventListener("change", change);
changes.addEventListener("open", () => show("live"));
changes.addEventListener("error", () => show("offline"));
