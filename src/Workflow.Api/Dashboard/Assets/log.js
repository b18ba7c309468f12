// Appends what a run's steps write, as they write it. Lines are set as texts: nothing in them is ever taken for a tag.
"use strict";

const log = document.getElementById("log-lines");
const follow = document.getElementById("follow");
const logState = document.getElementById("log-state");

// What LogText.cs takes away from the lines that came with the page.
const controls = /\x1B\[[0-?]*[ -\/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)?|\x1B[ -\/]*[0-~]|[\x00-\x08\x0A-\x1F\x7F-\x9F]/g;
const mostLines = 5000;

let after = log.dataset.after;
let following = true;
let waiting = [];
let feed = null;

function toEnd() {
  log.scrollTop = log.scrollHeight;
}

function append(lines) {
  const added = document.createDocumentFragment();
  for (const [step, text] of lines) {
    const line = document.createElement("span");
    line.className = "line";
    const name = document.createElement("b");
    name.textContent = log.dataset.step ? "" : step;
    line.append(name, text.replace(controls, ""));
    added.append(line);
  }

  log.append(added);
  while (log.childElementCount > mostLines) log.firstElementChild.remove();
  if (following) toEnd();
}

function tell() {
  follow.textContent = following ? "Following" : "Paused";
  follow.setAttribute("aria-pressed", String(following));
  logState.textContent = waiting.length > 0 ? `${waiting.length} new lines` : feed ? "" : "complete";
}

// While it is paused, lines wait, the newest of them.
function take(lines) {
  if (following) append(lines);
  else waiting = waiting.concat(lines).slice(-mostLines);
  tell();
}

function setFollowing(wanted) {
  following = wanted;
  if (following) {
    append(waiting);
    waiting = [];
  }

  tell();
}

function connect() {
  feed = new EventSource(`${log.dataset.feed}?after=${after}`);
  for (const kind of ["log", "event"]) {
    feed.addEventListener(kind, message => {
      after = message.lastEventId;
      if (kind === "event") return;
      const item = JSON.parse(message.data);
      if (!log.dataset.step || item.step === log.dataset.step) take(item.lines.map(line => [item.step, line]));
    });
  }

  feed.addEventListener("end", () => {
    feed.close();
    feed = null;
    tell();
  });
  tell();
}

// A run that is over may be resumed: then its log goes on.
document.addEventListener("exchanged", () => {
  if (!feed && document.getElementById("state").dataset.over === "no") connect();
});

follow.addEventListener("click", () => setFollowing(!following));
follow.hidden = false;
toEnd();
connect();
