/** Runs in JupyterLab's page before its own scripts: what tests ask about the notebook in front. */
const RUN_ALL = "notebook:run-all-cells";

window.notebook = {
  /** Whether the notebook is open, its kernel answers and the menus are there. */
  isReady() {
    const panel = panelInFront();
    return (
      panel?.context?.isReady &&
      panel.sessionContext?.session?.kernel?.status === "idle" &&
      window.jupyterapp.commands.hasCommand(RUN_ALL)
    );
  },

  /** Every cell as the notebook keeps it. */
  cells: () =>
    widgets().map(({ model, prompt }) => ({ prompt, ...structuredClone(model.toJSON()) })),

  /** The cell's place in the page, brought into view as a reader would. */
  show(id) {
    const { node } = find(id);
    node.dataset.testedCell = id;
    node.scrollIntoView({ block: "end" });
    return node;
  },

  /** Whether all that the cell has put out stands in the page: JupyterLab draws it a moment later. */
  isRendered(id) {
    const { model, node } = find(id);
    const outputs = [...node.querySelectorAll(".jp-OutputArea-output")];
    return (
      (outputs.length > 0 || !model.outputs?.length) &&
      outputs.every((output) => output.hasChildNodes())
    );
  },

  /** What stands in the brackets beside a cell: `1`, `*` while it waits or runs, or nothing. */
  prompt: (id) => find(id).prompt,

  /** Runs one cell; resolves when it has ended. */
  async run(id) {
    this.show(id);
    panelInFront().content.activeCellIndex = widgets().indexOf(find(id));
    await window.jupyterapp.commands.execute("notebook:run-cell");
  },

  /**
   * Runs all cells, scrolling along with them.
   *
   * @returns for each cell id, how many points its plot's first curve had, whenever that changed
   *   while the cell was running
   */
  async runAll() {
    const seen = {};
    let last;
    const watch = setInterval(() => {
      const running = widgets().find(({ model }) => model.executionState === "running");
      if (!running) return;
      const { id } = running.model;
      if (id !== last) this.show((last = id));
      const points = running.node.querySelector(".js-plotly-plot")?.data[0].x?.length;
      if (points === undefined) return;
      const sizes = (seen[id] ??= []);
      if (sizes.at(-1) !== points) sizes.push(points);
    }, 50);
    await window.jupyterapp.commands.execute(RUN_ALL);
    clearInterval(watch);
    return seen;
  },

  /** Whether a plot stands in the cell, in sight, with marks in it, and its still image does not. */
  isDrawn(id) {
    const plot = this.show(id).querySelector(".js-plotly-plot");
    const image = plot?.closest(".gradlab-figure").querySelector(":scope > img");
    return (
      inSight(plot?.querySelector(".main-svg")) &&
      [...plot.querySelectorAll(".trace path, .point path, .imagelayer image, image")].some(
        inSight,
      ) &&
      !inSight(image)
    );
  },
};

function panelInFront() {
  return window.jupyterapp?.shell?.currentWidget;
}

function widgets() {
  return panelInFront().content.widgets;
}

function find(id) {
  return widgets().find(({ model }) => model.id === id);
}

function inSight(element) {
  if (!element?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}
