// The pictures of the dry run.

const CHANGES = "[agent.bea]\ncapacity = 4\n\n[queue.sales]\npriority = 11\n";

async function fill(page, changes = CHANGES) {
  await page.getByLabel("On Shop website").first().fill("60");
  if (changes !== "") await page.getByLabel("Changes to try").fill(changes);
}

async function run(page, changes) {
  await fill(page, changes);
  await page.getByRole("button", { name: "Run" }).click();
}

export const dryRunPictures = {
  "dry-run": { scenario: "dry-run", path: "dry-run" },
  "dry-run-done": {
    scenario: "dry-run",
    path: "dry-run",
    async before(page) {
      await run(page);
      await page.getByText("488 contacts over 8 h").waitFor();
    },
  },
  "dry-run-recorded": {
    scenario: "dry-run",
    path: "dry-run",
    async before(page) {
      await fill(page);
      await page.getByLabel("As they came").check();
      await page.getByRole("button", { name: "Run" }).click();
      await page.getByText("What was").first().waitFor();
      await page.getByText("Answered within, in figures").click();
      await page.getByRole("heading", { name: "Figures" }).last().scrollIntoViewIfNeeded();
    },
  },
  "dry-run-alone": {
    scenario: "dry-run",
    path: "dry-run",
    async before(page) {
      await run(page, "");
      await page.getByText("488 contacts over 8 h").waitFor();
      await page.getByLabel("A talk lasts").fill("240");
    },
  },
  "dry-run-running": { scenario: "dry-run-silent", path: "dry-run", before: (page) => run(page) },
  "dry-run-stopped": {
    scenario: "dry-run-silent",
    path: "dry-run",
    async before(page) {
      await run(page);
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByText("Stopped.").first().waitFor();
    },
  },
  "dry-run-refused": {
    scenario: "dry-run-refused",
    path: "dry-run",
    async before(page) {
      await run(page);
      await page.getByRole("button", { name: /^Line 5/ }).click();
    },
  },
  "dry-run-busy": { scenario: "dry-run-busy", path: "dry-run", before: (page) => run(page) },
  "dry-run-wrong": {
    scenario: "dry-run",
    path: "dry-run",
    async before(page) {
      await fill(page);
      await page.getByLabel("A talk lasts").fill("long");
      await page.getByRole("button", { name: "Run" }).click();
    },
  },
  "dry-run-fail": { scenario: "dry-run-fail", path: "dry-run" },
};
