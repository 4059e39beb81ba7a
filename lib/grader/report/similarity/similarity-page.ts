import type { SolutionCell } from "../../submission/extract.js";
import { html, Html } from "../html.js";
import { page } from "../page.js";
import { sharedRanges, type SimilarPair, type SimilarityText } from "./similar-pairs.js";

/** The most similar submissions with both texts side by side. */
export function similarityPage(
  title: string,
  pairs: readonly SimilarPair[],
  template: readonly SolutionCell[],
): string {
  const rows = pairs.map(
    ({ a, b, similarity }) =>
      html`<details>
        <summary><b>${Math.round(similarity * 100)} %</b> ${a.student} and ${b.student}</summary>
        <div class="pair">${side(a, b, template)}${side(b, a, template)}</div>
      </details>`,
  );
  const body = html`<h1>Similar submissions</h1>
    <p class="quiet">${title}</p>
    <div class="box">
      <p>
        <b>A hint where to look, never a verdict.</b> Short exercises have few right solutions, and
        students learn together, from the same lecture and the same books. The number says how much
        of what two texts have beyond the template is the same after renaming, where what many
        students wrote counts little. It does not say who wrote first, or why. Read both texts, and
        talk to the students before you conclude anything.
      </p>
    </div>
    ${rows.length === 0 ? html`<p>No two submissions share more than they would by the exercise itself.</p>` : rows}`;
  return page(`Similar submissions: ${title}`, body);
}

function side(own: SimilarityText, other: SimilarityText, template: readonly SolutionCell[]): Html {
  const cells = own.cells.map(({ source }) => {
    let at = 0;
    const parts = sharedRanges(source, other.cells, template).flatMap(({ start, end }) => {
      const pieces = [
        html`${source.slice(at, start)}`,
        html`<mark>${source.slice(start, end)}</mark>`,
      ];
      at = end;
      return pieces;
    });
    return html`<pre>${parts}${source.slice(at)}</pre>`;
  });
  return html`<div>
    <h3>${own.student}</h3>
    ${cells}
  </div>`;
}
