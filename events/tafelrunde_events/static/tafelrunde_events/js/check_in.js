/* Narrows the list at the door while somebody types, and keeps several telephones in step: every few seconds it asks who
   has been let in meanwhile. Without this script a press on "Show" does the first, loading the page again the second. */
(() => {
  const INTERVAL = 5000; // milliseconds
  const form = document.querySelector("[data-check-in]");
  const search = document.getElementById("search");
  const none = document.querySelector("[data-none]");
  const presence = document.querySelector("[data-presence]");
  const changed = document.querySelector("[data-changed]");
  const lines = new Map([...form.querySelectorAll("[data-person]")].map((line) => [line.dataset.person, line]));

  // As the server folds names: no accents, lower case.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");

  const narrow = () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const line of lines.values()) {
      line.hidden = !words.every((word) => line.dataset.search.includes(word));
      if (!line.hidden) found += 1;
    }
    if (lines.size) none.textContent = found ? "" : none.dataset.none;
  };

  const show = (line, text) => {
    const there = line.querySelector("[data-there]");
    if (there.textContent === text) return;
    there.textContent = text;
    line.classList.toggle("attendance__person--there", Boolean(text));
    const [enter, back] = [line.querySelector('[name="einlassen"]'), line.querySelector('[name="zuruecknehmen"]')];
    const focused = document.activeElement;
    enter.hidden = Boolean(text);
    back.hidden = !text;
    // Whoever stood on a button that is gone stands on the one that came in its place.
    if (focused === enter && text) back.focus();
    if (focused === back && !text) enter.focus();
  };

  const update = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(form.dataset.checkIn, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const state = await response.json();
      if (presence.textContent !== state.presence) presence.textContent = state.presence;
      for (const [person, line] of lines) show(line, state.people[person] ?? "");
      const people = Object.keys(state.people);
      changed.hidden = people.length === lines.size && people.every((person) => lines.has(person));
    } catch (error) {
      // Offline: the next question comes in a few seconds.
      if (!(error instanceof TypeError)) throw error;
    }
  };

  search.addEventListener("input", narrow);
  setInterval(update, INTERVAL);
  document.addEventListener("visibilitychange", update);
})();
