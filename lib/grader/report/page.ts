import { html, Html } from "./html.js";

const CSS = `
:root { color-scheme: light dark; --ink: #1d2430; --quiet: #5d6672; --line: #dfe4ea; --paper: #fff; --box: #f5f7fa;
  --right: #1d7a3a; --wrong: #b3261e; --accent: #2360c4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --quiet: #9aa5b1; --line: #343c47; --paper: #14181d;
  --box: #1d232b; --right: #5cc27d; --wrong: #f2867e; --accent: #82aef5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1.2rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .2rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p { margin: .4rem 0; }
a { color: var(--accent); }
.quiet { color: var(--quiet); font-size: .9rem; }
.score .quiet { font-size: 1.1rem; font-weight: 400; }
.score { font-size: 2.2rem; font-weight: 650; margin: .8rem 0 0; font-variant-numeric: tabular-nums; }
.right { color: var(--right); } .wrong { color: var(--wrong); }
.box { background: var(--box); border-left: 4px solid var(--line); border-radius: 4px; padding: .7rem 1rem; margin: .8rem 0; }
.box.wrong { border-left-color: var(--wrong); color: inherit; } .box.next { border-left-color: var(--accent); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; white-space: nowrap; } td.number, th.number { text-align: right; }
tr.sub td, tr.sub th { border-bottom: 0; padding-top: .7rem; color: var(--quiet); font-weight: 400; }
td.name { overflow-wrap: normal; }
td.bar { width: 8rem; min-width: 4rem; padding-top: .55rem; }
td.bar div { height: .8rem; background: var(--wrong); opacity: .7; border-radius: 2px; }
/* Greek letters as plain ones that lean: those of their own that browsers put in need a font for formulas. */
math mi { text-transform: none; } math mi:not([mathvariant]) { font-style: italic; }
code, pre { font: .875em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { background: var(--box); padding: .7rem; margin: .3rem 0; border-radius: 4px; white-space: pre-wrap; }
mark { background: rgba(240, 190, 60, .35); color: inherit; border-radius: 2px; }
figure { margin: .6rem 0; } figure svg { max-width: 100%; height: auto; }
ul { padding-left: 1.2rem; margin: .4rem 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; }
.pair > div { min-width: 0; }
@media (max-width: 42rem) { .pair { grid-template-columns: 1fr; } }
summary { cursor: pointer; padding: .4rem 0; }
@media print { body { font-size: 11pt; } details { break-inside: avoid; } }
`;

/** A page that needs no other file, no script and no network, on a phone as on a desk. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="generator" content="gradlab" />
        <title>${title}</title>
        <style>
          ${new Html(CSS)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.text;
}

/** A number with at most two decimals, as points are written. */
export const pointsText = (points: number): string => String(Math.round(points * 100) / 100);

/** `1 step`, `3 steps`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** To the minute, in universal time, so that it is the same wherever it is written. */
export const timeText = (time: Date): string =>
  `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
