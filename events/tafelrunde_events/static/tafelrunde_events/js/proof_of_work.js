/* Does the short calculation that a form wants from browsers (the proof of work of ALTCHA, version 2): searches the number
   whose derived key begins as the challenge says. It begins when somebody enters the form, and a form sent earlier waits
   for it. The cryptography of the browser works beside the page and few tries run at a time, so that typing stays smooth. */
(() => {
  const TRIES_AT_ONCE = 8;
  const TWICE = 5000; // milliseconds within which the same form is not sent again: a proof counts once
  const part = document.querySelector("[data-challenge]");
  const notice = document.querySelector("[data-no-proof]");
  const status = part.querySelector("[role=status]");
  const form = part.closest("form");
  const field = form.elements.proof;
  const challenge = JSON.parse(part.dataset.challenge);
  let work = null;
  let waits = false;
  let sentAt = -Infinity;

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
  const hexOf = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const derive = async ({ nonce, salt, cost, keyLength }, counter) => {
    const start = bytesOf(nonce);
    const password = new Uint8Array(start.length + 4);
    password.set(start);
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
    return hexOf(await crypto.subtle.deriveBits(how, key, keyLength * 8));
  };

  const solve = async (parameters) => {
    for (let first = 0; ; first += TRIES_AT_ONCE) {
      const counters = Array.from({ length: TRIES_AT_ONCE }, (_, index) => first + index);
      const keys = await Promise.all(counters.map((counter) => derive(parameters, counter)));
      const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
      if (found >= 0) return { counter: counters[found], derivedKey: keys[found] };
    }
  };

  const giveUp = () => {
    part.hidden = true;
    notice.role = "alert";
    notice.hidden = false;
  };

  const prove = async () => {
    try {
      const solution = await solve(challenge.parameters);
      field.value = btoa(JSON.stringify({ challenge, solution }));
      status.textContent = part.dataset.done;
    } catch {
      giveUp();
    }
  };

  const begin = () => (work ??= prove());

  const onSubmit = async (event) => {
    const button = event.submitter;
    if (button?.formNoValidate) return;
    if (waits || event.timeStamp - sentAt < TWICE) {
      event.preventDefault();
    } else if (field.value) {
      sentAt = event.timeStamp;
    } else {
      event.preventDefault();
      waits = true;
      status.textContent = part.dataset.working;
      await begin();
      waits = false;
      if (field.value) form.requestSubmit(button);
    }
  };

  if (!globalThis.crypto?.subtle) { // pages without TLS have none
    giveUp();
    return;
  }
  field.value = "";
  notice.hidden = true;
  part.hidden = false;
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", onSubmit);
})();
