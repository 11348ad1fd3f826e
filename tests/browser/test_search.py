"""The search, which needs no server."""

from book_pages import PHONE, from_server_and_disk, root, visit


@from_server_and_disk
def test_forget_gate_is_found(open_page, book_dir, book_url, source):
    page = open_page()
    base = root(source, book_dir, book_url)
    visit(page, f"{base}/book/index.html")
    page.locator("#top-search-field").fill("forget gate")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=forget*")
    results = page.locator("#search-results li")
    assert results.count() >= 2
    titles = results.locator("a").all_inner_texts()
    assert "Forget gate" in titles[:3]
    assert results.first.locator("mark").count()
    page.get_by_role("link", name="Forget gate", exact=True).click()
    page.wait_for_url("**/glossary.html#forget-gate")


@from_server_and_disk
def test_the_search_answers_while_the_reader_types(
    open_page, book_dir, book_url, source
):
    page = open_page(viewport=PHONE)
    visit(page, f"{root(source, book_dir, book_url)}/search.html")
    field = page.get_by_role("searchbox")
    assert field.evaluate("(field) => field === document.activeElement")
    field.press_sequentially("half-life")
    assert page.locator("#search-results li").count()
    field.fill("qqzzx")
    assert page.locator("#search-results li").count() == 0
    assert "qqzzx" in page.locator("#search-count").inner_text()
    field.press("Enter")
    page.wait_for_url(lambda address: address.endswith("?q=qqzzx"))


def answers(page, book_url, query):
    """What the search says to a query: its sentence, and the titles in their order."""
    if not page.url.startswith(f"{book_url}/search.html"):
        visit(page, f"{book_url}/search.html")
    page.locator("#search-field").fill(query)
    titles = page.locator("#search-results li > a").all_inner_texts()
    return page.locator("#search-count").inner_text(), titles


# A query as people type it, and what one of the first five titles must hold.
ASKED = {
    "vanishing gradient problem": "anishing",
    "truncated BPTT": "Truncated",
    "orthogonal initialization": "Start",
    "LSTM vs GRU": "GRU",
    "what is the forget gate": "Forget gate",
    "exploding gradients": "xplod",
    "gradient-clipping": "lipping",
    "layer normalization": "Layer normalisation",
    "recurrent neural network": "RNN",
    "Backprop through time": "ackpropagation",
}
# A question in plain words, or with a letter wrong, and what must come first.
FIRST = {
    "why does my RNN forget?": "06_lstm.html#why-a-vanilla-rnn-forgets",
    "Why do recurrent networks forget": "06_lstm.html#why-a-vanilla-rnn-forgets",
    "vanishing gradient": "05_vanishing_exploding.html",
    "vanishng gradeint": "05_vanishing_exploding.html",
    "forget gate bias": "06_lstm.html#the-forget-bias",
    "exploding loss NaN": "05_vanishing_exploding.html#clipping",
    "GRU vs LSTM": "08_gru.html#what-it-shares",
    "how long does an LSTM remember": "06_lstm.html#the-added-path",
    "truncated bptt": "04_bptt.html#truncation",
    "padding mask": "03_vanilla_rnn.html#padding-and-masks",
    "bidirectional": "09_deep_bidirectional.html",
    "bidirectonal": "09_deep_bidirectional.html",
    "pytorch weights": "13_frameworks.html#the-same-numbers",
    "my network does not learn": "13_frameworks.html#is-it-right",
    "which learning rate should I use": "learning.html#the-learning-rate",
    "what does the forget gate do?": "06_lstm.html#forget-what-stays",
    "how do I save hidden state between batches?": "13_frameworks.html#detach",
    "my LSTM overfits": "learning.html#held-out-data",
    "is tanh better than ReLU for an RNN?": "05_vanishing_exploding.html#relu",
    "what is the difference between h and c?": "06_lstm.html#the-added-path",
    "how to generate text from the model": "11_character_model.html#to-write",
}


def test_questions_as_people_type_them_are_answered(open_page, book_url):
    page = open_page()
    missed = {}
    for query, wanted in ASKED.items():
        _, titles = answers(page, book_url, query)
        if not any(wanted.lower() in title.lower() for title in titles[:5]):
            missed[query] = titles[:5]
    assert not missed


def test_the_first_answer_to_a_question_is_the_section_that_explains_it(
    open_page, book_url
):
    page = open_page(viewport=PHONE)
    missed = {}
    for query, wanted in FIRST.items():
        answers(page, book_url, query)
        link = page.locator("#search-results li > a").first
        if wanted not in (href := link.get_attribute("href")):
            missed[query] = href
    assert not missed
    said, _ = answers(page, book_url, "vanishng gradeint")
    assert "“vanishing gradient”" in said


def test_other_spellings_and_hyphens_find_the_same(open_page, book_url):
    page = open_page()
    for one, other in (
        ("batch-first", "batch first"),
        ("initialization", "initialisation"),
        ("Normalizing", "normalising"),
        ("long short-term memory", "LSTM"),
    ):
        first, second = (answers(page, book_url, query)[1] for query in (one, other))
        assert first and set(first) == set(second), (one, other)


def test_sections_with_most_of_the_words_are_shown_and_it_is_said(open_page, book_url):
    page = open_page()
    said, titles = answers(page, book_url, "forget gate qqzzx")
    assert "No section has all of" in said and "2 of its 3 words" in said
    assert "Forget gate" in titles[:5]
    assert page.locator("#search-results mark").count()
    said, titles = answers(page, book_url, "gate qqzzx qqzzy")
    assert "No section has" in said and not titles


def test_words_with_markup_are_only_words(open_page, book_url):
    page = open_page()
    visit(page, f"{book_url}/search.html?q=%3Cimg src=x onerror=alert(1)%3E (.*")
    assert page.locator("#search-results li").count() == 0
    assert page.locator("main img").count() == 0


def test_control_k_goes_to_the_search_and_no_bare_key_does(open_page, book_url):
    page = open_page()
    visit(page, f"{book_url}/book/notation.html")
    for key in "/skh?":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Control+k")
    page.wait_for_function("document.activeElement.id === 'top-search-field'")


def test_what_the_search_shows_holds_no_marks_of_tex_or_markdown(book_dir):
    index = (book_dir / "_static/search-index.js").read_text(encoding="utf8")
    for mark in ("```", "tfrac", "cdot", "mathrm", " , and", "plt.show"):
        assert mark not in index, mark
    assert len(index) < 900_000  # a reader on a phone waits for it
