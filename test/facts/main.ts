import { loadCifar10, MissingDataError, take } from "../../lib/index.js";
import { accuracyFact } from "./accuracy.js";
import { countFacts } from "./counts.js";
import type { Fact } from "./fact.js";
import { imageFacts } from "./images.js";

/** `npm run facts`: the numbers that the lectures state, wanted beside got. */
async function main(): Promise<number> {
  const facts = countFacts();
  let skipped = 0;
  try {
    const images = await loadCifar10({ split: "train", limit: 8000 });
    const unseen = await loadCifar10({ split: "test", limit: 1000 });
    facts.unshift(
      ...imageFacts(images),
      accuracyFact(take(images, 4000), unseen, 0.41),
      accuracyFact(images, unseen, 0.456),
    );
  } catch (error) {
    if (!(error instanceof MissingDataError)) throw error;
    console.log(`Skipped, the facts on real images: ${error.message}\n`);
    skipped = 1;
  }
  let failed = 0;
  for (const fact of facts) failed += (await holds(fact)) ? 0 : 1;
  const more = skipped > 0 ? `, ${skipped} skipped` : "";
  console.log(`${facts.length - failed} passed, ${failed} failed${more}`);
  return failed > 0 ? 1 : 0;
}

async function holds({ name, wanted, measure }: Fact): Promise<boolean> {
  const started = performance.now();
  const { got, ok } = await measure();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? "✓" : "✗"} ${name} (${seconds} s)\n    wanted ${wanted}\n    got    ${got}`);
  return ok;
}

process.exitCode = await main();
