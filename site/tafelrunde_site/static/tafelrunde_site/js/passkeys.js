/* Says on the page that a passkey could not be used; allauth only says it in the console. */
document.addEventListener("allauth.error", (event) => {
  const notice = document.getElementById("passkey_error");
  if (!notice) return;
  event.preventDefault();
  document.getElementById("inhalt").prepend(notice);
  notice.hidden = false;
});
