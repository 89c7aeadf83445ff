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

async function holds(what, truth) {
  if (!truth) throw new Error(`it does not hold that ${what}`);
}

/** Draws a line from an exit to an object. */
async function draw(page, from, exit, to) {
  const dot = page.locator(`.svelte-flow__node[data-id="${from}"] .svelte-flow__handle[data-handleid="${exit}"]`);
  const end = page.locator(`.svelte-flow__node[data-id="${to}"] .svelte-flow__handle.target`);
  const [a, b] = [await dot.boundingBox(), await end.boundingBox()];
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2 + 20, { steps: 4 });
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 4 });
  await page.mouse.up();
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
  // A line is drawn, taken back with the keys, and drawn again.
  "script-drawn": {
    ...WELCOME,
    async before(page) {
      await canvas(page);
      await page.getByRole("button", { name: "Message", exact: true }).click();
      await page.getByRole("complementary").getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: "2 problems" }).waitFor();
      await page.getByRole("button", { name: "Show everything" }).click();
      await page.waitForTimeout(300);
      // Everything on a phone is too small to draw between.
      if (page.viewportSize().width < 500) return;
      await draw(page, 15, "next", 5);
      await page.getByRole("button", { name: "1 problem" }).waitFor();
      await page.locator(".svelte-flow__node").first().focus();
      await page.keyboard.press("Control+z");
      await page.getByRole("button", { name: "2 problems" }).waitFor();
      await page.keyboard.press("Control+z");
      await page.getByText("Published", { exact: true }).waitFor();
      await page.keyboard.press("Control+Shift+z");
      await page.keyboard.press("Control+Shift+z");
      await page.getByRole("button", { name: "1 problem" }).waitFor();
      await holds("the line is there", (await page.locator('.svelte-flow__edge[data-id="15 next"]').count()) === 1);
    },
  },
  // Whatever is typed while the gateway answers stays.
  "script-typed": {
    ...WELCOME,
    async before(page) {
      await inList(page, "hallo");
      const field = page.getByLabel("en: Text", { exact: false }).first();
      const said = "Good morning, and welcome to the shop. How may we help you today?";
      await field.fill("");
      await field.pressSequentially(said, { delay: 12 });
      await page.waitForTimeout(600);
      await holds("no letter is lost", (await field.inputValue()) === said);
      await view(page, "Text");
      await holds("the text has it", (await page.getByLabel("The script as text").inputValue()).includes(said));
      await holds("comments stay", (await page.getByLabel("The script as text").inputValue()).includes("# Sales asked"));
      await view(page, "List");
    },
  },
  // By keys alone: down the list, an object out, and the place beside it has the focus.
  "script-keys": {
    ...WELCOME,
    async before(page) {
      await view(page, "List");
      await page.getByRole("treeitem").first().focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Home");
      for (let at = 0; at < 4; at += 1) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Delete");
      await page.getByRole("dialog", { name: "Delete customer?" }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: /problem/ }).first().waitFor();
      await holds("the focus is in the list", await page.evaluate(() => document.activeElement?.getAttribute("role") === "treeitem"));
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await page.getByRole("complementary", { name: "Object" }).waitFor();
      await holds("Enter goes into the inspector", await page.evaluate(() => document.activeElement?.closest("aside") !== null));
      await page.keyboard.press("Escape");
      await page.getByRole("complementary", { name: "Object" }).waitFor({ state: "detached" });
      await holds("Esc goes back to the object", await page.evaluate(() => document.activeElement?.getAttribute("aria-selected") === "true"));
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
  "script-publish-supervisor": {
    scenario: "scripts-supervisor",
    path: "scripts/welcome",
    async before(page) {
      await change(page);
      await page.getByRole("button", { name: "Publish…" }).click();
      await page.getByText("Only admins publish").waitFor();
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
