// Search in the page. What is asked in plain words loses its question words; each word counts
// by how rare it is, and most in a title or in a question of the first page; chapters count
// more than the pages around them. A word that no page has is read as one that differs by a
// letter.
(() => {
  const field = document.getElementById("search-field");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  const root = document.documentElement.dataset.content_root;
  // Words that say nothing of what is looked for.
  const EMPTY = new Set(
    `a about am an and any are as at be been but by can could did do does doing done explain for
     from get had has have help how i if in into is it its just make me mean my not of on or our
     please problem use used using need needed better best good much many
     should show so tell than that the their them then there these they this to versus vs
     was way we were what when where which who whose why will with would you your`.split(/\s+/),
  );
  // What the field writes in more than one way: the first stands for all.
  const SAME = [
    [
      "truncated bptt",
      "truncated backpropagation through time",
      "truncated backpropagation",
      "tbptt",
    ],
    ["bptt", "backpropagation through time", "backprop through time"],
    ["rnn", "recurrent neural network", "recurrent network"],
    ["lstm", "long short term memory"],
    ["gru", "gated recurrent unit"],
    ["softmax", "soft max"],
    ["backpropagation", "backprop", "back propagation"],
    ["initialisation", "init"],
    ["seq2seq", "sequence to sequence"],
    ["cec", "constant error carousel"],
  ];
  const SHORT = SAME.flatMap(([short, ...long]) =>
    long.map((name) => [new RegExp(`\\b${name}(?=s?\\b)`, "g"), short]),
  );

  // Small letters, no accents, hyphens as spaces, British endings, one name for each thing.
  function plain(text) {
    let said = text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[-‐-–_/\s]+/g, " ")
      .replace(/iz(?=(?:e[ds]?|ing|ations?|er)\b)/g, "is")
      .replace(/\b(behavi|col|neighb|fav)or/g, "$1our")
      .replace(/\bcenter/g, "centre");
    for (const [name, short] of SHORT) said = said.replace(name, short);
    return said;
  }

  // The part of a word that its other forms share: forgets, forgetting -> forget.
  const stems = new Map();
  const full = new Map(); // each word of the book with its stem
  const cut = (word) =>
    word
      .replace(/(?<=\w{3})(?:(?<=[^su])s|['’]s)$/, "")
      .replace(/(?<=\w{3})ation(?:al)?$/, "at")
      .replace(/(?<=\w{3}[st])ion$/, "")
      .replace(/(?<=\w*[aeiouy]\w+)(?:ing|ed|ly)$/, "")
      .replace(/([bdgmnprt])\1$/, "$1")
      .replace(/(?<=\w{3})(?:e|ie?|y)$/, "");
  function stem(word) {
    if (!stems.has(word)) stems.set(word, cut(word));
    return stems.get(word);
  }
  const split = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

  // A section's words in its fields; a word of a title is worth eight of the text.
  const WORTH = { title: 8, asked: 6, text: 1, code: 0.5 };
  const sections = window.rnnbookSearch.flatMap(({ url, sections: all }) =>
    all.map((section) => ({
      text: "",
      ...section,
      page: all[0].title,
      href: root + url + (section.id ? `#${section.id}` : ""),
    })),
  );

  // Which sections have a word, and how much: {word: Map(section -> weight)}.
  const known = new Map();
  function take(section, name, worth) {
    const said = (section[name] = plain(section[name] ?? "").replace(/^\d+\. (?:the )?/, ""));
    const words = split(said);
    // Long sections have more words of every kind; a long question is still a question.
    const long = name === "text" ? 0.4 + 0.6 * (words.length / 250) : 1;
    for (const form of words) {
      const word = stem(form);
      full.set(form, word);
      if (!known.has(word)) known.set(word, new Map());
      const places = known.get(word);
      if (!places.has(section)) places.set(section, {});
      const found = places.get(section);
      found[name] = (found[name] ?? 0) + worth / long;
    }
  }
  for (const section of sections) {
    section.shown = { title: section.title, text: section.text };
    for (const [name, worth] of Object.entries(WORTH)) take(section, name, worth);
  }

  // What a word stands for: itself; while it is typed, words that begin so; else words of
  // the book that differ by a letter (one too many, missing, another, or two exchanged).
  function near(one, two) {
    if (Math.abs(one.length - two.length) > 1) return false;
    let k = 0;
    while (k < one.length && one[k] === two[k]) k += 1;
    const [a, b] = [one.slice(k), two.slice(k)];
    const exchanged = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || exchanged;
  }
  // {words, said}: what to look for, and the word that is meant if it is another one.
  function meant(word, isLast) {
    const found = stem(word);
    if (known.has(found)) return { words: [found], said: word };
    const all = [...full.keys()];
    const begun = isLast && word.length > 2 ? all.filter((w) => w.startsWith(word)) : [];
    if (begun.length || word.length < 4)
      return { words: [...new Set(begun.map(stem))], said: word };
    const close = all.filter((w) => w.length > 2 && /^\p{L}+$/u.test(w) && near(word, w));
    const size = (w) => known.get(stem(w)).size;
    const [best] = close.toSorted((a, b) => size(b) - size(a));
    return best ? { words: [stem(best)], said: best } : { words: [], said: word };
  }

  function terms(phrase) {
    const words = split(phrase);
    const said = words.filter((word) => !EMPTY.has(word));
    const kept = said.length ? said : words;
    return kept.map((word, k) => meant(word, k === kept.length - 1));
  }

  // How many of the terms each section has, and how much it is about them.
  function weigh(all, phrase) {
    // What is looked for, without the words of the question: "learning rate".
    const said = split(phrase).filter((word) => !EMPTY.has(word));
    const core = said.length ? said.join(" ") : phrase;
    const asksMeaning = /^(?:what (?:is|are)|meaning|define)\b/.test(phrase);
    const found = new Map();
    const rare = all.map((words) => {
      const having = new Set(words.flatMap((word) => [...known.get(word).keys()])).size;
      return Math.log(1 + sections.length / (having + 0.5));
    });
    all.forEach((words, k) => {
      for (const section of new Set(words.flatMap((w) => [...known.get(w).keys()]))) {
        let sum = 0;
        for (const word of words)
          for (const worth of Object.values(known.get(word).get(section) ?? {}))
            sum += worth / (1 + worth / 12);
        const had = found.get(section) ?? { section, has: 0, asked: 0, share: 0, sum: 0 };
        const isAsked = words.some((word) => known.get(word).get(section)?.asked);
        had.has += 1;
        had.asked += isAsked ? 1 : 0;
        had.share += rare[k];
        had.sum += rare[k] * (sum / (sum + 4));
        found.set(section, had);
      }
    });
    const whole = rare.reduce((sum, value) => sum + value, 0);
    for (const had of found.values()) {
      had.sum *= (had.share / whole) ** 2 * (had.section.worth ?? 1);
      // A whole page comes before its sections, a word's meaning first if it is asked for.
      if (!had.section.id) had.sum *= 1.4;
      if (asksMeaning && had.section.href.includes("glossary")) had.sum *= 1.6;
      // All of the words are in a question that the first page answers with this section.
      if (all.length > 1 && had.asked === all.length && !asksMeaning) had.sum *= 1.8;
      const { title, text } = had.section;
      if ([phrase, core, `the ${core}`].includes(title.trim())) had.sum *= 1.6;
      else if (title.includes(phrase) || ` ${title} `.includes(` ${core} `)) had.sum *= 1.4;
      else if (text.includes(core)) had.sum *= 1.15;
    }
    return [...found.values()];
  }

  // Text with the words marked, from a little before the place that has most of them.
  function marked(text, words, around) {
    const places = [...text.matchAll(/[\p{L}\p{N}]+/gu)].filter(
      ({ 0: word }) => words.has(stem(plain(word))) && !EMPTY.has(word.toLowerCase()),
    );
    const inView = ({ index }) =>
      new Set(
        places
          .filter((other) => other.index >= index && other.index < index + 170)
          .map((other) => stem(plain(other[0]))),
      ).size;
    const counts = around ? places.map(inView) : [];
    const first = places[counts.indexOf(Math.max(...counts))]?.index ?? 0;
    const start = around && first > 50 ? text.indexOf(" ", first - 50) + 1 : 0;
    const space = text.indexOf(" ", start + 210);
    const end = around && space > 0 ? space : text.length;
    const piece = document.createDocumentFragment();
    if (start) piece.append("… ");
    let last = start;
    for (const { 0: word, index } of places) {
      if (index < last || index + word.length > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = word;
      piece.append(text.slice(last, index), mark);
      last = index + word.length;
    }
    piece.append(text.slice(last, end), end < text.length ? " …" : "");
    return piece;
  }

  function itemOf({ section }, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.href;
    link.append(marked(section.shown.title, words, false));
    item.append(link);
    if (section.shown.title !== section.page) {
      const page = document.createElement("span");
      page.className = "search-page";
      page.textContent = section.page;
      item.append(page);
    }
    const text = document.createElement("p");
    text.append(marked(section.shown.text, words, true));
    item.append(text);
    return item;
  }

  function search() {
    const query = field.value.trim();
    const phrase = split(plain(query)).join(" ");
    const asked = phrase ? terms(phrase) : [];
    const all = asked.map(({ words }) => words);
    list.replaceChildren();
    count.textContent = "";
    if (!all.length) return;
    const weighed = weigh(all, phrase);
    const most = Math.max(0, ...weighed.map(({ has }) => has));
    const best = weighed.filter(({ has }) => has === most).length;
    // Few sections may have the words by chance: those with one word less follow.
    const least = best < 10 && most > 1 ? most - 1 : most;
    // Half of the words at least: less is no answer to what was asked.
    const found = weighed
      .filter(({ has }) => has >= least && has * 2 >= all.length && has > 0)
      .toSorted((a, b) => b.sum - a.sum);
    const other = asked.some(({ said }) => !phrase.split(" ").includes(said));
    const read = other ? asked.map(({ said }) => said).join(" ") : query;
    count.textContent = verdict(read, all, found, most);
    const words = new Set(all.flat());
    list.append(...found.slice(0, 30).map((one) => itemOf(one, words)));
  }

  function verdict(query, all, found, most) {
    if (!found.length) return `No section has “${query}”.`;
    const best = found.filter(({ has }) => has === most).length;
    const these = best === 1 ? "1 section has" : `${best} sections have`;
    const more = found.length - best;
    const others = more ? ` ${more} more ${more === 1 ? "has" : "have"} one word less.` : "";
    const first = found.length > 30 ? " Here are the first 30." : "";
    if (most === all.length) return `${these} “${query}”.${others}${first}`;
    const part = `${these} ${most} of its ${all.length} words.`;
    return `No section has all of “${query}”. ${part}${others}${first}`;
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
