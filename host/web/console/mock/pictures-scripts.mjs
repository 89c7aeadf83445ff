// The pictures of the scripts' pages.

const WELCOME = { scenario: "scripts", path: "scripts/welcome" };

async function view(page, name) {
  await page.getByRole("group", { name: "View" }).getByRole("button", { name }).click();
}

async function inList(page, tag) {
  await view(page, "List");
  await page.getByRole("treeitem", { name: new RegExp(`(^| )${tag}( |$)`) }).first().click();
  await page.getByRole("complementary", { name: "Object" }).waitFor();
}

async function canvas(page) {
  await page.locator(".svelte-flow__node").first().waitFor();
}

async function run(page, steps) {
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByText("What is it about?").last().waitFor();
  for (const step of steps) await page.getByRole("button", { name: step, exact: true }).click();
}

async function change(page) {
  await inList(page, "closed");
  await page.getByLabel("en: Last words", { exact: false }).first().fill("We are closed until nine. Please write again then.");
  await page.getByText("Draft", { exact: true }).waitFor();
}

export const scriptPictures = {
  scripts: { scenario: "scripts", path: "scripts" },
  "scripts-new": {
    scenario: "scripts",
    path: "scripts",
    async before(page) {
      await page.getByRole("button", { name: "New script" }).click();
      await page.getByLabel("Name").fill("Welcome!");
      await page.getByRole("button", { name: "Begin" }).click();
    },
  },
  "scripts-none": { scenario: "scripts-none", path: "scripts" },
  "scripts-loading": { scenario: "scripts-silent", path: "scripts" },
  "scripts-fail": { scenario: "scripts-fail", path: "scripts" },
  "scripts-read-only": { scenario: "scripts-read-only", path: "scripts" },
  "scripts-agent": { scenario: "desk", path: "scripts" },
  "script-canvas": { ...WELCOME, before: canvas },
  "script-canvas-selected": {
    ...WELCOME,
    async before(page) {
      await canvas(page);
      await page.locator(".svelte-flow__node").nth(0).focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
    },
  },
  "script-list": { ...WELCOME, before: (page) => view(page, "List") },
  "script-inspector": { ...WELCOME, before: (page) => inList(page, "topic") },
  "script-problem": {
    ...WELCOME,
    async before(page) {
      await inList(page, "vip_queue");
      await page.getByLabel("Priority").fill("11");
      await page.getByRole("button", { name: "1 problem" }).first().waitFor();
    },
  },
  "script-added": {
    ...WELCOME,
    async before(page) {
      await canvas(page);
      await page.getByRole("button", { name: "Message", exact: true }).click();
      await page.getByRole("button", { name: /problems/ }).first().click();
    },
  },
  "script-text": { ...WELCOME, before: (page) => view(page, "Text") },
  "script-text-wrong": {
    ...WELCOME,
    async before(page) {
      await view(page, "Text");
      const text = page.getByLabel("The script as text");
      await text.fill(`${(await text.inputValue()).slice(0, 420)}\n{{`);
      await page.getByText("this is not TOML").first().waitFor();
    },
  },
  "script-unreadable": {
    ...WELCOME,
    async before(page) {
      await view(page, "Text");
      await page.getByLabel("The script as text").fill("tag = {{");
      await page.getByText("this is not TOML").first().waitFor();
      await view(page, "Canvas");
    },
  },
  "script-trial": { ...WELCOME, before: (page) => run(page, ["An order", "One customer"]) },
  "script-trial-list": {
    ...WELCOME,
    async before(page, wide) {
      await view(page, "List");
      await run(page, ["An order"]);
      if (!wide) await page.getByText("At customer").scrollIntoViewIfNeeded();
    },
  },
  "script-figures": {
    ...WELCOME,
    async before(page) {
      await canvas(page);
      await page.getByRole("button", { name: "Figures" }).click();
      await page.getByText("1204").first().waitFor();
    },
  },
  "script-figures-none": {
    scenario: "scripts-no-figures",
    path: "scripts/welcome",
    before: (page) => page.getByRole("button", { name: "Figures" }).click(),
  },
  "script-publish": {
    ...WELCOME,
    async before(page) {
      await change(page);
      await page.getByRole("button", { name: "Publish…" }).click();
    },
  },
  "script-published": {
    ...WELCOME,
    async before(page) {
      await change(page);
      await page.getByRole("button", { name: "Publish…" }).click();
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByText("It is in force.").waitFor();
    },
  },
  "script-conflict": {
    scenario: "scripts-conflict",
    path: "scripts/welcome",
    async before(page) {
      await change(page);
      await page.getByRole("button", { name: "Publish…" }).click();
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByText("Somebody else published").first().waitFor();
    },
  },
  "script-revisions": { ...WELCOME, before: (page) => page.getByRole("button", { name: "Revisions" }).click() },
  "script-revision": {
    ...WELCOME,
    async before(page) {
      await page.getByRole("button", { name: "Revisions" }).click();
      await page.getByRole("button", { name: /Revision 2/ }).click();
      await page.getByText("What rolling back").waitFor();
    },
  },
  "script-delete": {
    ...WELCOME,
    async before(page) {
      await inList(page, "sales");
      await page.getByRole("complementary").getByRole("button", { name: "Delete" }).click();
    },
  },
  "script-read-only": { scenario: "scripts-read-only", path: "scripts/welcome", before: canvas },
  "script-unchecked": { scenario: "scripts-unchecked", path: "scripts/welcome" },
  "script-loading": { scenario: "scripts-silent", path: "scripts/welcome" },
  "script-fail": { scenario: "scripts-fail", path: "scripts/welcome" },
  "script-missing": { scenario: "scripts", path: "scripts/nowhere" },
};
