// The pages of a course, by the reader's clock: this week, the next class, what is over,
// and the hours of a reader who is in another zone. Without this script all of it stands
// in the page, unmarked.
(() => {
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const two = (n) => String(n).padStart(2, "0");
  const dayOf = (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const clock = (d) => `${two(d.getHours())}:${two(d.getMinutes())}`;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Every time in a list of the course: `until` it is not over; a class has an end.
  const events = all(":is(.entry, .week li) time").map((time) => {
    const { dateTime } = time;
    const until = time.dataset.until ?? dateTime;
    const host = time.closest(".entry, li");
    const link = host.querySelector("a:not(.headerlink)");
    const title = host.querySelector("h3") ?? link;
    const page = host.matches(".entry") ? `#${host.id}` : link?.href;
    return { time, host, until, page, title, isClass: until !== dateTime && until.length > 10 };
  });
  const weeks = all(".week-days").map((days) => ({
    from: days.dataset.from,
    to: days.dataset.to,
    host: days.closest(".week, section"),
  }));

  const isOver = ({ until }, now) =>
    until.length > 10 ? new Date(until) <= now : until < dayOf(now);

  // Hours on the reader's own clock, where they are others than those of the course.
  function addOwnHours() {
    for (const { time } of events) {
      const start = time.dateTime;
      const own = new Date(start);
      if (start.length <= 10 || `${dayOf(own)}T${clock(own)}` === start.slice(0, 16)) continue;
      const end = time.dataset.until ? `–${clock(new Date(time.dataset.until))}` : "";
      const text = document.createElement("span");
      text.className = "own-hours";
      text.textContent = `${DAYS[own.getDay()]} ${clock(own)}${end} where you are`;
      time.parentElement.append(text);
    }
  }

  // A mark in words: colour alone says nothing to some.
  function mark(host, name, words) {
    const there = host.querySelector(`:scope > .${name}`);
    if (!words) return there?.remove();
    if (there) return;
    const badge = document.createElement("p");
    badge.className = `${name} badge`;
    badge.textContent = words;
    host.querySelector("h2, h3").before(badge);
  }

  const titleOf = (heading) => {
    const copy = heading.cloneNode(true);
    for (const part of all(".headerlink", copy)) part.remove();
    return copy.textContent.trim();
  };

  // The sentence at the top: what comes next, as a link to it.
  function say(next, now) {
    const line = document.querySelector(".course-now");
    if (!line) return;
    const state = next?.page + (next && new Date(next.time.dateTime) <= now);
    if (line.dataset.state === state) return;
    line.dataset.state = state;
    if (!next) {
      line.textContent = "All classes of this course are over.";
      return;
    }
    const link = document.createElement("a");
    link.href = next.page;
    link.textContent = titleOf(next.title);
    const begun = new Date(next.time.dateTime) <= now;
    const when = document.createElement("span");
    when.textContent = `(${next.time.textContent.replace(/^(\w+ \d+ \w+) /, "$1, ")})`;
    line.replaceChildren(begun ? "Now: " : "Next class: ", link, " ", when);
  }

  // On the landing page one week is enough: this one, or the one that comes next.
  function showOneWeek(today) {
    const blocks = weeks.filter(({ host }) => host.matches(".week"));
    if (!blocks.length) return;
    const k = blocks.findIndex(({ to }) => to >= today);
    const shown = blocks.at(k);
    for (const block of blocks) block.host.hidden = block !== shown;
    const coming = k ? "The next dates" : "The first week";
    const words = k < 0 ? "The last week" : shown.from <= today ? "This week" : coming;
    shown.host.closest("section").querySelector("h2").firstChild.data = words;
  }

  function show() {
    const now = new Date();
    const today = dayOf(now);
    const next = events.find((event) => event.isClass && !isOver(event, now));
    for (const event of events) {
      event.host.classList.toggle("over", isOver(event, now));
      event.host.classList.toggle("next", event === next);
      if (event.host.matches(".entry")) mark(event.host, "is-next", event === next && "Next class");
    }
    for (const { from, to, host } of weeks) {
      const current = from <= today && today <= to;
      host.classList.toggle("this-week", current);
      if (host.matches("section")) mark(host, "is-now", current && "This week");
    }
    say(next, now);
    showOneWeek(today);
  }

  addOwnHours();
  show();
  setInterval(show, 30_000);
  document.addEventListener("visibilitychange", show);
})();
