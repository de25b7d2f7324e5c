// Everything works without this file. It only adds: buttons that copy a code or a link; the time zone; news that show by themselves.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    said.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(source);
    said.textContent = button.dataset.select;
  }
});
for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;

// The clock of this machine, for forms of who has named no time zone so far.
for (const field of document.querySelectorAll("[data-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// News: a page asks often while something is expected (it was just opened or come back to, or the answer says so), then
// less and less often, and not at all while nobody looks at it. How often, in seconds, stands in the page.
const news = { wait: 0, quickUntil: 0, expected: false, timer: 0 };
function ask() {
  const asks = document.querySelector("[data-news]");
  if (!asks || document.hidden) return;
  const { quick, slow } = asks.dataset;
  news.wait = Date.now() < news.quickUntil ? Number(quick) : Math.max(quick, Math.min(news.wait * 1.5, slow));
  news.timer = setTimeout(ask, news.wait * 1000);
  asks.dispatchEvent(new Event("news"));
}
function expect() {
  const asks = document.querySelector("[data-news]");
  if (!asks) return;
  news.quickUntil = Date.now() + asks.dataset.patience * 1000;
  clearTimeout(news.timer);
  news.timer = setTimeout(ask, Math.random() * asks.dataset.quick * 1000);
}
document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(news.timer) : expect()));
document.addEventListener("htmx:beforeRequest", (event) => document.hidden && event.preventDefault());
document.addEventListener("htmx:afterRequest", (event) => {
  const expected = event.detail.xhr.getResponseHeader("X-Expected");
  if (expected === "1" && !news.expected) expect();
  if (expected) news.expected = expected === "1";
});
expect();
