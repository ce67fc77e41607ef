// Puts a placeholder where the cursor was last; without this script people type it.
(() => {
  const form = document.querySelector("form[data-placeholders]");
  if (!form) return;
  let field = form.querySelector("textarea, input[type=text]");
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, input[type=text]")) field = event.target;
  });
  for (const button of document.querySelectorAll("[data-placeholder]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      field.focus();
      field.setRangeText(button.dataset.placeholder, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
