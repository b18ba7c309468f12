// The set-up of an experiment: lists the settings that match the search as it is typed, and shows what the run will do as values change.
"use strict";

const form = document.getElementById("setup");
const search = document.getElementById("search");
const rows = [...document.querySelectorAll("#settings .setting")];
const pause = 300;

function list() {
  const words = search.value.toLowerCase().split(" ").filter(word => word);
  for (const row of rows) row.hidden = !words.every(word => row.dataset.words.toLowerCase().includes(word));
  document.getElementById("matching").textContent = `${rows.filter(row => !row.hidden).length} of ${rows.length} settings`;
}

// The newest values win: an answer to older ones is not shown.
let asked = 0;
async function preview() {
  const number = ++asked;
  const address = `/experiments/new?${new URLSearchParams(new FormData(form))}`;
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok || number !== asked) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("preview");
  if (next) document.getElementById("preview").innerHTML = next.innerHTML;
}

let timer = 0;
form.addEventListener("input", event => {
  if (event.target === search) {
    list();
    return;
  }

  clearTimeout(timer);
  timer = setTimeout(preview, pause);
});

// Enter in the search finds; it does not leave the page.
search.addEventListener("keydown", event => {
  if (event.key === "Enter") event.preventDefault();
});
