// Fetches the page again when the server says that something has changed, and exchanges its content.
"use strict";

const content = document.getElementById("content");
const live = document.getElementById("live");

function show(state) {
  live.textContent = state;
  live.dataset.state = state;
}

async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("content");
  if (next && next.innerHTML !== content.innerHTML) content.innerHTML = next.innerHTML;
}

let pending = false;
async function change() {
  if (pending) return;
  pending = true;
  try {
    await refresh();
    show("live");
  } catch {
    show("offline");
  } finally {
    pending = false;
  }
}

const changes = new EventSource(content.dataset.changes);
changes.addEventListener("change", change);
changes.addEventListener("open", () => show("live"));
changes.addEventListener("error", () => show("offline"));
