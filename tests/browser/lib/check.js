// Waiting on conditions, and axe.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LIMIT_MS = 20_000;

/** Looks again and again until `look` gives `wanted`. */
export async function becomes(what, look, wanted, limit = LIMIT_MS) {
  const deadline = performance.now() + limit;
  let last;
  do {
    last = await look();
    if (JSON.stringify(last) === JSON.stringify(wanted)) return;
    await new Promise((again) => setTimeout(again, 50));
  } while (performance.now() < deadline);
  assert.deepEqual(last, wanted, what);
}

/** Every rule of axe for WCAG 2.2 A and AA, and its best practices, on the page as it is. */
export async function isAccessible(page, what) {
  // Evaluated from outside, so the page's own policy does not matter.
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const found = result.violations.map((rule) => ({
    rule: rule.id,
    where: rule.nodes.map((node) => node.target.flat().join(" ")),
    why: rule.nodes[0]?.failureSummary,
  }));
  assert.deepEqual(found, [], what);
}
