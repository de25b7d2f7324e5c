// Everything works without this file. It only adds: buttons that copy a code or a link.
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
