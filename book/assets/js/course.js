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
    const hasHour = until.length > 10; // a due date is a moment, a class has an end
    const isClass = hasHour && until !== dateTime;
    return { time, host, until, page, title, link, isClass, isDue: hasHour && !isClass };
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
    if (there) return (there.textContent = words);
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

  function linkTo(address, words) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words;
    return link;
  }

  const whenOf = ({ time }) => `(${time.textContent.replace(/^(\w+ \d+ \w+) /, "$1, ")})`;

  const hasBegun = ({ time }, now) => new Date(time.dateTime) <= now;

  // The class that comes next, or is now.
  function sayClass(next, now) {
    const line = document.createElement("span");
    if (!next) line.textContent = "All classes of this course are over.";
    else {
      const link = linkTo(next.page, titleOf(next.title));
      line.append(hasBegun(next, now) ? "Now: " : "Next class: ", link, ` ${whenOf(next)}`);
    }
    return line;
  }

  // All that is due at the next such moment.
  function sayDue(due) {
    const line = document.createElement("span");
    line.append("Due next: ");
    for (const [k, { link }] of due.entries()) {
      if (k) line.append(k < due.length - 1 ? ", " : " and ");
      line.append(linkTo(link.href, link.textContent));
    }
    line.append(` ${whenOf(due[0])}`);
    return line;
  }

  // The sentences at the top: what comes next, as links. Told again only when it changes.
  function say(next, now) {
    const line = document.querySelector(".course-now");
    if (!line) return;
    const coming = events.filter((event) => event.isDue && !isOver(event, now));
    const due = coming.filter(({ until }) => until === coming[0].until);
    const state = [next?.page, next && hasBegun(next, now), due[0]?.until].join();
    if (line.dataset.state === state) return;
    line.dataset.state = state;
    line.replaceChildren(sayClass(next, now), ...(due.length ? [" ", sayDue(due)] : []));
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
      const words = hasBegun(event, now) ? "Now" : "Next class";
      if (event.host.matches(".entry")) mark(event.host, "is-next", event === next && words);
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
