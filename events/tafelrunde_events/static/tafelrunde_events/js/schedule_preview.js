/* Says below each date of a schedule what it comes to, while somebody types: the server reads the fields as it does on
   saving, and stores nothing. Without this script the form says what is wrong when it is saved. */
(() => {
  const WEEK = 7 * 24 * 60 * 60 * 1000; // milliseconds
  const PAUSE = 400; // milliseconds without a key: people pause between the parts of a date
  const FACTS = /^(zone|venue|room|csrfmiddlewaretoken|organisers-\d+-(organisation|DELETE))$/;
  const ENTRY = /^(schedule-\d+)-/;

  /** Keeps one live region for each block of a form up to date. `concerns` tells whether a field matters, `collect`
      returns the fields as the server knows them, `place` puts a region into its block if there is one, and `equip`
      adds to what is shown. */
  const watch = (form, { url, concerns, collect, place, equip = () => {} }) => {
    const regions = new Map();
    const shown = new WeakMap();
    let timer = null;
    let request = null;

    const region = (prefix) => {
      if (!regions.get(prefix)?.isConnected) {
        const element = document.createElement("div");
        element.className = "schedule-preview";
        const live = document.createElement("div");
        live.setAttribute("aria-live", "polite");
        element.append(live);
        if (!place(prefix, element)) return null;
        regions.set(prefix, element);
      }
      return regions.get(prefix);
    };

    const show = (html) => {
      const answer = document.createElement("template");
      answer.innerHTML = html;
      for (const section of answer.content.querySelectorAll("[data-schedule-block]")) {
        const element = region(section.dataset.scheduleBlock);
        const live = element?.firstElementChild;
        const text = section.innerHTML.trim();
        // What did not change is not read aloud again.
        if (live && shown.get(live) !== text) {
          shown.set(live, text);
          live.innerHTML = text;
          equip(section.dataset.scheduleBlock, element);
        }
      }
    };

    const ask = async () => {
      request?.abort();
      request = new AbortController();
      try {
        const response = await fetch(url, { method: "POST", body: collect(), signal: request.signal });
        if (response.ok && !response.redirected) show(await response.text());
      } catch (error) {
        // Offline or overtaken by the next question: saving checks everything again.
        if (!(error instanceof TypeError || error.name === "AbortError")) throw error;
      }
    };

    const schedule = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    };
    for (const event of ["input", "change"]) {
      form.addEventListener(event, ({ target }) => concerns(target.name ?? "") && schedule());
    }
    schedule();
    return schedule;
  };

  /** The page editor: blocks come and go, so that everything is looked up by name when it is needed. */
  const watchEditor = (panel) => {
    const form = panel.closest("form");
    const entry = (prefix) => panel.querySelector(`[name="${prefix}-value-start_date"]`)?.closest(".schedule-entry");

    const concerns = (name) => ENTRY.test(name) || FACTS.test(name);

    const collect = () => {
      const data = new FormData();
      for (const [name, value] of new FormData(form)) {
        if (concerns(name)) data.append(name, value);
      }
      data.append("page", panel.dataset.page);
      return data;
    };

    const place = (prefix, element) => {
      const block = entry(prefix);
      block?.append(element);
      return Boolean(block);
    };

    /* Courses are mostly entered week by week. */
    const addWeekLater = (duplicate) => {
      const known = new Set(panel.querySelectorAll("[data-streamfield-child]"));
      duplicate.click();
      const added = [...panel.querySelectorAll("[data-streamfield-child]")].find((one) => !known.has(one));
      for (const name of ["start_date", "end_date"]) {
        const field = added?.querySelector(`[name$="-value-${name}"]`);
        if (field?.valueAsDate) field.valueAsDate = new Date(field.valueAsDate.getTime() + WEEK);
      }
      added?.querySelector('[name$="-value-start_date"]').focus();
    };

    const equip = (prefix, element) => {
      const duplicate = element.closest("[data-streamfield-child]")?.querySelector("[data-streamfield-action=DUPLICATE]");
      if (!duplicate || panel.querySelector(`[name="${prefix}-type"]`)?.value !== "session") return;
      let button = element.querySelector("button");
      if (!button) {
        button = document.createElement("button");
        button.type = "button";
        button.className = "button button-small button-secondary";
        button.textContent = panel.dataset.oneMore;
        button.addEventListener("click", () => addWeekLater(duplicate));
        element.append(button);
      }
      button.hidden = !element.querySelector(".schedule-preview__words");
    };

    const schedule = watch(form, { url: panel.dataset.schedulePreview, concerns, collect, place, equip });
    new MutationObserver((changes) => {
      const ours = (node) => node.nodeType !== Node.ELEMENT_NODE || node.closest(".schedule-preview");
      const nodes = changes.flatMap((change) => [...change.addedNodes, ...change.removedNodes]);
      if (nodes.some((node) => !ours(node))) schedule();
    }).observe(panel, { childList: true, subtree: true });
  };

  /** A form with one date whose fields have names of their own, such as that of a meeting. The form says which is
      which: `data-schedule-map='{"day": "start_date", …}'`. */
  const watchForm = (form) => {
    const names = JSON.parse(form.dataset.scheduleMap);
    const collect = () => {
      const data = new FormData();
      for (const [name, value] of new FormData(form)) {
        if (FACTS.test(name)) data.append(name, value);
        if (name in names) data.append(`schedule-0-value-${names[name]}`, value);
      }
      data.append("schedule-0-type", "session");
      for (const name of ["event", "body"]) data.append(name, form.dataset[name] ?? "");
      return data;
    };
    const place = (_prefix, element) => {
      form.querySelector("[data-schedule-place]").append(element);
      return true;
    };
    const concerns = (name) => name in names || FACTS.test(name);
    watch(form, { url: form.dataset.scheduleUrl, concerns, collect, place });
  };

  const start = () => {
    document.querySelectorAll("[data-schedule-preview]").forEach(watchEditor);
    document.querySelectorAll("[data-schedule-map]").forEach(watchForm);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
