// Search in the page. A section with all of the words comes first, titles weigh most.
// When no section has all of them, those with most of them are shown, and it is said. When
// one or two have, those with one word less come after them.
(() => {
  const field = document.getElementById("search-field");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  const root = document.documentElement.dataset.content_root;
  // Words that say nothing of what is looked for.
  const EMPTY = new Set(
    `a an and are as at be by can do does for from how in
     is it of on or that the to versus vs what when where which why with`.split(/\s+/),
  );
  // What the field writes in more than one way; each is found by the others.
  const SAME = [
    ["bptt", "backpropagation through time"],
    ["tbptt", "truncated backpropagation", "truncated bptt"],
    ["rnn", "recurrent network", "recurrent neural network"],
    ["lstm", "long short term memory"],
    ["gru", "gated recurrent unit"],
    ["softmax", "soft max"],
    ["backprop", "backpropagation", "back propagation"],
    ["init", "initialisation"],
    ["seq2seq", "sequence to sequence", "encoder"],
    ["cec", "constant error carousel"],
  ];

  // Small letters, no accents, hyphens as spaces, British endings.
  const plain = (text) =>
    text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[-‐-–_/]+/g, " ")
      .replace(/iz(?=(?:e[ds]?|ing|ations?|er)\b)/g, "is")
      .replace(/\b(behavi|col|neighb|fav)or/g, "$1our")
      .replace(/\bcenter/g, "centre");

  // The part of a word that its other forms share.
  const stem = (word) =>
    word.length > 5 ? word.replace(/(?:ings?|ed|es|s|e)$/, "") : word.replace(/(?<=\w{3})s$/, "");

  const sections = window.rnnbookSearch.flatMap(({ url, sections: all }) =>
    all.map((section) => ({
      ...section,
      page: all[0].title,
      href: root + url + (section.id ? `#${section.id}` : ""),
      inTitle: plain(section.title),
      inText: plain(section.text),
    })),
  );

  // A query with the shortest name of what has several.
  function asked(query) {
    let text = ` ${plain(query).split(/\s+/).join(" ")} `;
    for (const [short, ...long] of SAME)
      for (const name of long) text = text.replaceAll(` ${name} `, ` ${short} `);
    return text.trim();
  }

  // Each word with all that stands for it: [["bptt", "backpropagation ..."], ...]
  function terms(text) {
    const words = text.split(" ").filter(Boolean);
    const said = words.filter((word) => !EMPTY.has(word));
    return (said.length ? said : words).map((word) => {
      const found = stem(word);
      const others = SAME.filter((group) => group.some((name) => stem(name) === found)).flat();
      return Array.from(new Set([found].concat(others.map(stem))));
    });
  }

  const hits = (text, names) => names.reduce((sum, name) => sum + text.split(name).length - 1, 0);

  // How many of the terms a section has, and how much it is about them.
  function weigh(section, all, phrase) {
    let has = 0;
    let sum = 0;
    for (const names of all) {
      const inText = hits(section.inText, names);
      const titled = hits(section.inTitle, names) > 0;
      if (inText || titled) has += 1;
      sum += (titled ? 20 : 0) + Math.min(inText, 10);
    }
    if (section.inTitle.includes(phrase)) sum += 30;
    else if (section.inText.includes(phrase)) sum += 10;
    return { section, has, sum };
  }

  // Text with the words marked, from a little before the first of them.
  function marked(text, words, around) {
    const pattern = new RegExp(
      words
        .map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .map((w) => w.replace(/ /g, "[-‐-– ]").replace(/is$/, "i[sz]"))
        .join("|"),
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
    const phrase = asked(query);
    const all = terms(phrase);
    list.replaceChildren();
    count.textContent = "";
    if (!all.length) return;
    const weighed = sections.map((section) => weigh(section, all, phrase));
    const most = Math.max(...weighed.map(({ has }) => has));
    const best = weighed.filter(({ has }) => has === most).length;
    // One or two sections may have the words by chance: those with one word less follow.
    const least = best < 3 && most > 1 ? most - 1 : most;
    // Half of the words at least: less is no answer to what was asked.
    const found = weighed
      .filter(({ has }) => has >= least && has * 2 >= all.length && has > 0)
      .toSorted((a, b) => b.has - a.has || b.sum - a.sum)
      .slice(0, 50);
    count.textContent = verdict(query, all, found, most);
    const words = all.flat();
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

  function verdict(query, all, found, most) {
    if (!found.length) return `No section has “${query}”.`;
    const best = found.filter(({ has }) => has === most).length;
    const these = best === 1 ? "1 section has" : `${best} sections have`;
    const others = found.length > best ? ` ${found.length - best} more have nearly all of it.` : "";
    if (most === all.length) return `${these} “${query}”.${others}`;
    return `No section has all of “${query}”. ${these} ${most} of its ${all.length} words.`;
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
