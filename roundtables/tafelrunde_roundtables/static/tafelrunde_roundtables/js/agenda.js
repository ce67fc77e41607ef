/* Comfort for the rows of an agenda: add, remove and reorder without a round trip. Without this script the fields
   "Position" and "Remove" and the button "More rows" do the same. */
(() => {
  for (const agenda of document.querySelectorAll("[data-agenda]")) {
    const rows = agenda.querySelector("[data-agenda-rows]");
    const template = agenda.querySelector("[data-agenda-template]");
    const total = agenda.querySelector(`[name="${agenda.dataset.prefix}-TOTAL_FORMS"]`);
    const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

    const number = () => {
      [...rows.children].forEach((row, index) => {
        field(row, "ORDER").value = index + 1;
        row.querySelector("[data-up]").disabled = index === 0;
        row.querySelector("[data-down]").disabled = index === rows.children.length - 1;
      });
    };

    const button = (name, sign, label, act) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "button button-secondary button-small";
      element.setAttribute(`data-${name}`, "");
      element.setAttribute("aria-label", label);
      element.title = label;
      element.textContent = sign;
      element.addEventListener("click", () => {
        act();
        number();
        element.focus();
      });
      return element;
    };

    const equip = (row) => {
      const buttons = document.createElement("div");
      buttons.className = "rt-row-buttons";
      const remove = button("remove", "×", agenda.dataset.remove, () => {
        const box = field(row, "DELETE");
        box.checked = !box.checked;
        row.classList.toggle("is-removed", box.checked);
        const label = box.checked ? agenda.dataset.undo : agenda.dataset.remove;
        remove.setAttribute("aria-label", label);
        remove.title = label;
        remove.textContent = box.checked ? "↺" : "×";
      });
      buttons.append(
        button("up", "↑", agenda.dataset.up, () => row.previousElementSibling?.before(row)),
        button("down", "↓", agenda.dataset.down, () => row.nextElementSibling?.after(row)),
        remove,
      );
      row.append(buttons);
    };

    agenda.classList.add("is-scripted");
    [...rows.children].forEach(equip);
    number();
    agenda.querySelector("[data-agenda-add]").addEventListener("click", (event) => {
      event.preventDefault();
      const holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
      const row = holder.content.firstElementChild;
      total.value = Number(total.value) + 1;
      rows.append(row);
      equip(row);
      number();
      field(row, "title").focus();
    });
  }
})();
