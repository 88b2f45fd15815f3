// What the page does in the browser: citation markers open source cards, light and dark colours, copying, dropped files.
// All text comes escaped from render.py; this script writes no HTML.
() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isPhone = matchMedia("(max-width: 860px)");

  // The open card: its exchange and its key. `chosen` is false until the reader chooses a card.
  const open = { turn: 0, key: "", chosen: false };
  let marker = null; // the marker that was followed; the focus returns to it

  // -- Cards ---------------------------------------------------------------------------------------------------------

  // Called after every change of the page: makes the page agree with `open`. It changes only what differs, so that the
  // calls come to an end.
  function agree() {
    const groups = all("#sources .group");
    const last = groups.length;
    if (last && (open.turn > last || !open.turn || (last > agree.groups && open.turn !== last))) {
      Object.assign(open, { turn: last, key: "", chosen: false });
    }
    agree.groups = last;
    groups.forEach((group) => set(group, "hidden", Number(group.dataset.turn) !== open.turn));
    const cards = all(`#sources-${open.turn} details`);
    const isFirst = !open.chosen && !open.key && cards.length > 0;
    if (isFirst) open.key = cards[0].dataset.key;
    cards.forEach((card) => set(card, "open", card.dataset.key === open.key));
    if (isFirst) requestAnimationFrame(() => bringUp(cards[0]));
    all("a.marker").forEach((link) => {
      const isCurrent = Number(link.dataset.turn) === open.turn && link.dataset.number === open.key;
      if (link.hasAttribute("aria-current") !== isCurrent) link.toggleAttribute("aria-current", isCurrent);
    });
  }
  agree.groups = 0;

  function set(element, attribute, value) {
    if (element.hasAttribute(attribute) !== value) element.toggleAttribute(attribute, value);
  }

  function show(turn, key) {
    Object.assign(open, { turn: Number(turn), key, chosen: true });
    agree();
    raiseSheet(true);
    const card = find(`#source-${turn}-${key}`);
    if (!card) return;
    requestAnimationFrame(() => {
      bringUp(card);
      find("summary", card).focus({ preventScroll: true });
    });
  }

  // Scrolls as little as possible: to the top of the pane, else to the top of the card, else to the quote, below the
  // card's sticky head.
  function bringUp(card) {
    const pane = find("#reading");
    const target = find("mark", card) || card;
    const from = pane.getBoundingClientRect().top - pane.scrollTop;
    const isNear = card.dataset.key.startsWith("near-"); // the words "not an answer" stand above these
    const head = (isPhone.matches ? 60 : 12) + (isNear ? 40 : 0); // pixels kept free above the card
    const cardTop = card.getBoundingClientRect().top - from - head;
    const quoteBottom = target.getBoundingClientRect().bottom - from;
    const lead = find("summary", card).offsetHeight + head + 72;
    const room = pane.clientHeight - 40;
    const quoteTop = target.getBoundingClientRect().top - from - lead;
    const fits = target === card || quoteBottom - cardTop < room;
    const top = quoteBottom < room ? 0 : fits ? cardTop : quoteTop;
    pane.scrollTo({ top: Math.max(0, top), behavior: still() ? "auto" : "smooth" });
  }

  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // On a phone the sheet of sources covers the page, so what is behind it is made inert.
  function raiseSheet(isUp) {
    document.body.classList.toggle("sheet-open", isUp);
    for (const behind of all("#bar, #talk")) behind.inert = isUp && isPhone.matches;
  }

  // Returns the focus to the marker that was followed; on a phone it also closes the sheet.
  function closeSheet() {
    const wasReading = find("#reading").contains(document.activeElement);
    raiseSheet(false);
    if (wasReading && marker?.isConnected) marker.focus();
  }

  // -- Asking --------------------------------------------------------------------------------------------------------

  const box = () => find("#question textarea");
  const isAsking = () => Boolean(find('.exchange[data-state="asking"]'));

  function ask(question) {
    if (isAsking()) return;
    box().value = question;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => find("#send").click());
  }

  let seen = 0;
  function follow() {
    const exchanges = all(".exchange");
    if (exchanges.length > seen) exchanges.at(-1).scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
    seen = exchanges.length;
    document.body.classList.toggle("has-exchanges", seen > 0);
  }

  // -- Copying -------------------------------------------------------------------------------------------------------

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyOldWay(text); // browsers offer `navigator.clipboard` only over HTTPS and on this machine
    }
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = label), 1500);
  }

  function copyOldWay(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "off-screen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // -- Light and dark ------------------------------------------------------------------------------------------------

  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  function look() {
    const kept = localStorage.getItem("pinpoint-look");
    const isDark = kept ? kept === "dark" : systemDark.matches;
    document.body.classList.toggle("dark", isDark);
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  }
  function switchLook() {
    const isDark = !document.body.classList.contains("dark");
    localStorage.setItem("pinpoint-look", isDark ? "dark" : "light");
    look();
  }

  // -- Files dropped onto the page -----------------------------------------------------------------------------------

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const dropping = (by) => {
    depth = Math.max(0, depth + by);
    document.body.classList.toggle("dropping", depth > 0);
  };
  function drop(event) {
    event.preventDefault();
    depth = 0;
    dropping(0);
    const input = find('#bar input[type="file"]');
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // -- Listening -----------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    let hit;
    if ((hit = on("a.marker"))) {
      event.preventDefault();
      marker = hit;
      show(hit.dataset.turn, hit.dataset.number);
    } else if ((hit = on("a.to-nearest"))) {
      event.preventDefault();
      marker = hit;
      show(hit.dataset.turn, "near-1");
    } else if ((hit = on("details.source > summary"))) {
      event.preventDefault();
      const { turn, key } = hit.parentElement.dataset;
      if (hit.parentElement.open) (open.key = ""), (open.chosen = true), agree();
      else show(turn, key);
    } else if ((hit = on("[data-ask]"))) ask(hit.dataset.ask);
    else if ((hit = on("[data-copy]"))) copy(hit);
    else if (on("[data-look]")) switchLook();
    else if (on("[data-close]")) closeSheet();
    else if ((hit = on("[data-dismiss]"))) hit.closest(".received").remove();
    else if (isPhone.matches && !on("#reading")) closeSheet();
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") {
        closeSheet();
        find("#report [data-dismiss]")?.click();
      }
      // One question at a time: Enter does nothing while an answer is being written.
      if (event.key === "Enter" && !event.shiftKey && event.target === box() && isAsking()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );

  document.addEventListener("dragenter", (event) => carriesFiles(event) && dropping(1));
  document.addEventListener("dragleave", (event) => carriesFiles(event) && dropping(-1));
  document.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => carriesFiles(event) && drop(event));
  systemDark.addEventListener("change", look);

  new MutationObserver(() => {
    agree();
    follow();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["open", "hidden"] });

  look();
  agree();
}
