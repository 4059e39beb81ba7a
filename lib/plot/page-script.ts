/**
 * The script that turns the still image of a figure into a plot. It runs in the page, once for each
 * figure, and knows nothing of the library: it is text here because the page gets it as text.
 *
 * Why it is as it is:
 * - It is part of every figure, since any of them may be the first one on a page, or the only one left
 *   after a notebook was saved and reopened. Plotly itself (5 MB) is fetched once a page; its promise is
 *   kept on `window`. A failed fetch is forgotten, so that a later figure tries again.
 * - `document.currentScript` finds the figure in JupyterLab and in plain pages. The classic notebook runs
 *   scripts from elsewhere, before their output is in the page; there the figure is looked up later.
 * - When a display is updated, the notebook replaces its HTML. The plot of the same id that has just lost
 *   its place is moved to the new one and redrawn, so nothing flickers and the zoom stays. A plot that
 *   still has its place belongs to another view of the notebook and stays there. References are weak:
 *   plots of deleted outputs can go.
 * - Everything happens before the page is painted again if Plotly is there already. Otherwise the image
 *   stays in sight until the plot has been drawn over it; if Plotly cannot be had, it just stays.
 * - A figure of no width (a hidden tab, a folded cell) is drawn once it gets one.
 * - RequireJS on the page does no harm: Plotly's file does not look at `define` and always sets
 *   `window.Plotly`.
 */
export const PAGE_SCRIPT = String.raw`
(script, id, figure) => {
  const LOADING = Symbol.for("gradlab.plotly.loading");
  const PLOTS = Symbol.for("gradlab.plotly.plots");

  const baseUrl = () => {
    const config = document.getElementById("jupyter-config-data");
    const url = config ? JSON.parse(config.textContent).baseUrl : document.body.dataset.baseUrl;
    if (!url) throw new Error("gradlab: no Jupyter server to get plotly from");
    return url.endsWith("/") ? url : url + "/";
  };

  const fetchPlotly = () => new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = baseUrl() + "kernelspecs/gradlab/plotly.min.js";
    tag.onload = () => window.Plotly ? resolve(window.Plotly) : reject(new Error("gradlab: no plotly in " + tag.src));
    tag.onerror = () => reject(new Error("gradlab: cannot load " + tag.src));
    document.head.append(tag);
  });

  const loadPlotly = () => (window[LOADING] ??= fetchPlotly().catch((error) => {
    window[LOADING] = undefined;
    throw error;
  }));

  const takeHomelessPlot = () => {
    const plots = (window[PLOTS] ?? []).map((ref) => ref.deref()).filter(Boolean);
    return plots.find((plot) => plot.dataset.id === id && !plot.isConnected);
  };

  const newPlot = () => {
    const plot = document.createElement("div");
    plot.dataset.id = id;
    plot.style.height = figure.layout.height + "px";
    window[PLOTS] = [...(window[PLOTS] ?? []).filter((ref) => ref.deref()), new WeakRef(plot)];
    return plot;
  };

  const draw = async (box, Plotly) => {
    const image = box.querySelector("img");
    const old = takeHomelessPlot();
    const plot = old ?? newPlot();
    if (old) image.style.display = "none";
    else plot.style.cssText += ";position:absolute;inset:0 0 auto;visibility:hidden";
    plot.style.height = figure.layout.height + "px";
    box.append(plot);
    const width = () => box.clientWidth;
    const layout = { ...figure.layout, autosize: false, width: width() };
    await Plotly.react(plot, { ...figure, layout });
    image.style.display = "none";
    plot.style.position = plot.style.visibility = "";
    new ResizeObserver(() => {
      if (box.contains(plot) && width() > 0 && width() !== plot.layout.width)
        Plotly.relayout(plot, { width: width() });
    }).observe(box);
  };

  const start = (box) => {
    box.dataset.started = "";
    const go = (Plotly) => {
      if (box.clientWidth > 0) return draw(box, Plotly);
      const waiting = new ResizeObserver(() => {
        if (box.clientWidth === 0) return;
        waiting.disconnect();
        draw(box, Plotly);
      });
      waiting.observe(box);
    };
    if (window.Plotly) go(window.Plotly);
    else loadPlotly().then(go).catch((error) => console.info(error.message));
  };

  const box = script && script.closest(".gradlab-figure");
  if (box) start(box);
  else setTimeout(() => {
    const found = document.querySelector('.gradlab-figure[data-id="' + id + '"]:not([data-started])');
    if (found) start(found);
  });
}
`
  .trim()
  .replace(/^\s+/gm, "");
