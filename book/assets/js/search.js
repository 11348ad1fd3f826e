// Search in the page: every word must occur in a section; titles weigh most.
(() => {
  const field = document.getElementById("search-field");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  const root = document.documentElement.dataset.content_root;

  const sections = window.rnnbookSearch.flatMap(({ url, sections: all }) =>
    all.map((section) => ({
      ...section,
      page: all[0].title,
      href: root + url + (section.id ? `#${section.id}` : ""),
      inTitle: section.title.toLowerCase(),
      inText: section.text.toLowerCase(),
    })),
  );

  function score(section, words) {
    let sum = 0;
    for (const word of words) {
      const hits = section.inText.split(word).length - 1;
      const titled = section.inTitle.includes(word);
      if (!hits && !titled) return 0;
      sum += (titled ? 20 : 0) + Math.min(hits, 10);
    }
    const phrase = words.join(" ");
    return sum + (section.inTitle.includes(phrase) ? 30 : section.inText.includes(phrase) ? 10 : 0);
  }

  // Text with the words marked, from a little before the first of them.
  function marked(text, words, around) {
    const pattern = new RegExp(
      words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
      "gi",
    );
    const first = Math.max(0, text.search(pattern));
    const start = around && first > 60 ? text.indexOf(" ", first - 60) + 1 : 0;
    const shown = around ? text.slice(start, start + 200) : text;
    const piece = document.createDocumentFragment();
    if (start) piece.append("… ");
    let last = 0;
    for (const match of shown.matchAll(pattern)) {
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      piece.append(shown.slice(last, match.index), mark);
      last = match.index + match[0].length;
    }
    piece.append(shown.slice(last), start + shown.length < text.length ? " …" : "");
    return piece;
  }

  function search() {
    const query = field.value.trim();
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    count.textContent = "";
    if (!words.length) return;
    const found = sections
      .map((section) => ({ section, weight: score(section, words) }))
      .filter(({ weight }) => weight)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, 50);
    count.textContent = found.length
      ? `${found.length} ${found.length === 1 ? "section has" : "sections have"} “${query}”.`
      : `No section has all of: ${words.join(", ")}.`;
    for (const { section } of found) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = section.href;
      link.append(marked(section.title, words, false));
      item.append(link);
      if (section.title !== section.page) {
        const page = document.createElement("span");
        page.className = "search-page";
        page.textContent = section.page;
        item.append(page);
      }
      const text = document.createElement("p");
      text.append(marked(section.text, words, true));
      item.append(text);
      list.append(item);
    }
  }

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", search);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    search();
  });
  field.focus();
  search();
})();
