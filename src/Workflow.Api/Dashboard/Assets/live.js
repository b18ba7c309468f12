// Fetches the page again when the server says that something has changed, and exchanges the parts of it that are marked as live.
"use strict";

const content = document.getElementById("content");
const live = document.getElementById("live");

function show(state) {
  live.textContent = state;
  live.dataset.state = state;
}

// A part in which somebody is filling in a form waits until that is done.
function isBeingFilledIn(part) {
  const fields = [...part.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return part.querySelector("details[open] form") !== null || fields.some(field =>
    field === document.activeElement
    || (field.matches("select") ? [...field.options].some(option => option.selected !== option.defaultSelected) && field.selectedIndex > 0
      : field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue));
}

function find(part, [name, value]) {
  return part.querySelector(`[${name}="${CSS.escape(value)}"]`);
}

// What a reader would lose with the old content: how far each table was scrolled, what was unfolded, and where the focus was.
function exchange(part, next) {
  const scrolled = [...part.querySelectorAll(".scroll")].map(table => [table.getAttribute("aria-label"), table.scrollLeft, table.scrollTop]);
  const unfolded = [...part.querySelectorAll("details[open][id]")].map(details => details.id);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  part.innerHTML = next.innerHTML;
  for (const [label, left, top] of scrolled) find(part, ["aria-label", label])?.scrollTo(left, top);
  for (const id of unfolded) find(part, ["id", id])?.setAttribute("open", "");
  const name = ["id", "href", "aria-label"].find(name => focused?.hasAttribute(name));
  if (name) find(part, [name, focused.getAttribute(name)])?.focus({ preventScroll: true });
}

async function refresh() {
  const response = await fetch(content.dataset.page, { headers: { Accept: "text/html", "Workflow-Refresh": "yes" } });
  if (!response.ok) return;
  const fetched = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of content.querySelectorAll("[data-live]")) {
    const next = find(fetched, ["data-live", part.dataset.live]);
    if (next && next.innerHTML !== part.innerHTML && !isBeingFilledIn(part)) exchange(part, next);
  }

  document.dispatchEvent(new Event("exchanged"));
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
