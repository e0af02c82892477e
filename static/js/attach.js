// <form data-attach>: files that are chosen, dropped anywhere on the page or pasted are sent at once.
// By htmx (hx-post) with how far it is; a plain form goes to the page it answers with.

const form = () => document.querySelector("form[data-attach]");

function send(files) {
  const field = form().elements.files;
  field.files = files;
  form().requestSubmit();
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("form[data-attach] input[type=file]") && field.files.length) {
    field.form.requestSubmit();
  }
});

const carriesFiles = (event) => form() && event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});

document.addEventListener("drop", (event) => {
  document.body.classList.remove("dropping");
  if (!carriesFiles(event)) return;
  event.preventDefault();
  send(event.dataTransfer.files);
});

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files;
  if (!form() || !files?.length || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  send(files);
});

// The paperclip beside what one writes: the same as the button for files.
document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-files]");
  if (!opens || !form()) return;
  event.preventDefault();
  form().elements.files.click();
});

// How far it is, in words too: once all is sent the server still looks at the files.
document.addEventListener("htmx:xhr:progress", (event) => {
  const sending = event.target.querySelector?.(".sending");
  const { loaded, total, lengthComputable } = event.detail;
  if (sending && lengthComputable) say(sending, loaded === total ? "sent" : "sending", loaded / total);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const sending = event.target.querySelector?.(".sending");
  if (sending) sending.hidden = true;
});

function say(sending, what, part) {
  const [bar, words] = sending.children;
  sending.hidden = false;
  bar.value = part;
  if (words.textContent !== words.dataset[what]) words.textContent = words.dataset[what];
}
