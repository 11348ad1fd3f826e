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
    assert page.url.endswith("?q=qqzzx")


def test_words_with_markup_are_only_words(open_page, book_url):
    page = open_page()
    visit(page, f"{book_url}/search.html?q=%3Cimg src=x onerror=alert(1)%3E (.*")
    assert page.locator("#search-results li").count() == 0
    assert page.locator("main img").count() == 0


def test_slash_goes_to_the_search(open_page, book_url):
    page = open_page()
    visit(page, f"{book_url}/book/notation.html")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-search-field"


def test_what_the_search_shows_holds_no_marks_of_tex_or_markdown(book_dir):
    index = (book_dir / "_static/search-index.js").read_text(encoding="utf8")
    for mark in ("```", "tfrac", "cdot", "mathrm", " , and"):
        assert mark not in index, mark
