/**
 * The script that lets a reader walk through the table of a trace. It runs in the page, once for each table, and
 * knows nothing of the library: it is text here because the page gets it as text.
 *
 * Why it is as it is:
 * - The table is whole without it: where scripts do not run, nothing is missing but the buttons, which it makes.
 * - Arrow keys work while the table has the focus. JupyterLab would take them for its own commands before the page
 *   sees them; `data-lm-suppress-shortcuts` tells it not to.
 * - `document.currentScript` finds the table in JupyterLab and in plain pages. The classic notebook runs scripts from
 *   elsewhere, before their output is in the page; there the table is looked up later.
 */
export const WALKER_SCRIPT = String.raw`
(script, id, steps, start) => {
  const walkIn = (box) => {
    box.dataset.started = "";
    box.tabIndex = 0;
    box.dataset.lmSuppressShortcuts = "true";
    const cellsOf = (entry) => box.querySelectorAll('[data-entry="' + entry + '"]');
    const make = (tag, className, parent) => {
      const element = document.createElement(tag);
      element.className = className;
      parent.append(element);
      return element;
    };
    const bar = make("div", "bar", box);
    box.prepend(bar);
    let at = start;

    const button = (sign, label, go) => {
      const element = make("button", "go", bar);
      element.type = "button";
      element.textContent = sign;
      element.title = element.ariaLabel = label;
      element.onclick = () => { go(); show(true); };
      return element;
    };
    const first = button("|◀", "to the start (Home)", () => { at = -1; });
    const previous = button("◀", "previous (left arrow)", () => { at = Math.max(at - 1, -1); });
    const next = button("▶", "next (right arrow)", () => { at = Math.min(at + 1, steps.length); });
    const last = button("▶|", "to the end (End)", () => { at = steps.length; });
    const place = make("span", "place", bar);
    place.ariaLive = "polite";
    const equation = make("span", "equation", bar);
    const reads = make("span", "reads", bar);

    const show = (moved) => {
      const step = steps[at];
      const whole = step === undefined;
      first.disabled = previous.disabled = at < 0;
      next.disabled = last.disabled = at >= steps.length;
      const later = new Set(whole ? [] : steps.slice(at + 1).flatMap((s) => [s.entry, ...s.hides]));
      for (const cell of box.querySelectorAll("[data-entry]")) {
        const entry = Number(cell.dataset.entry);
        cell.classList.toggle("now", step?.entry === entry);
        cell.classList.toggle("read", step?.reads.includes(entry) ?? false);
        cell.classList.toggle("later", later.has(entry));
      }
      place.textContent = whole
        ? (at < 0 ? steps.length + " steps: walk with ◀ ▶ or the arrow keys" : "the end, after " + steps.length + " steps")
        : at + 1 + " of " + steps.length + ", " + step.pass;
      equation.replaceChildren();
      reads.textContent = "";
      if (whole) return;
      const now = cellsOf(step.entry);
      const formula = [...now].map((cell) => cell.querySelector("math")).find(Boolean);
      if (formula) equation.append(formula.cloneNode(true));
      reads.textContent = step.names.length ? "reads " + step.names.join(", ") : "";
      if (moved) now[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    };

    box.addEventListener("keydown", (event) => {
      const control = { ArrowRight: next, ArrowLeft: previous, Home: first, End: last }[event.key];
      if (!control || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (!control.disabled) control.click();
    });
    box.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-entry]");
      const found = cell ? steps.findIndex((s) => s.entry === Number(cell.dataset.entry)) : -1;
      if (found < 0) return;
      at = found;
      show(false);
    });
    show(false);
  };

  const box = script && script.closest(".gradlab-trace");
  if (box) walkIn(box);
  else setTimeout(() => {
    const found = document.querySelector('.gradlab-trace[data-id="' + id + '"]:not([data-started])');
    if (found) walkIn(found);
  });
}
`
  .trim()
  .replace(/^\s+/gm, "");
