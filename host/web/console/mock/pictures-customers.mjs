// The pictures of the customers' records beside a conversation.

/** The panel, which is a drawer on narrow screens. */
async function panel(page, wide) {
  if (!wide) await page.keyboard.press("Alt+c");
  const record = page.getByRole("region", { name: "Record" });
  await record.waitFor();
  return record;
}

const of = (number, then) => ({
  scenario: "customers",
  path: `desk/cnv_${number}`,
  async before(page, wide) {
    const record = await panel(page, wide);
    await then?.(record);
  },
});

const button = (record, name) => record.getByRole("button", { name, exact: true });

export const customerPictures = {
  "record-offered": { scenario: "customers-offered" },
  "record-found": of(71),
  "record-linked": of(71, async (record) => {
    await button(record, "This is them").click();
    await button(record, "This is them").waitFor({ state: "detached" });
  }),
  "record-other": of(71, (record) => button(record, "Someone else?").click()),
  "record-several": of(72, (record) => record.getByRole("radio", { name: /^A\. Rossi/ }).check()),
  "record-none": of(73),
  "record-search": of(73, async (record) => {
    await record.getByLabel("Find a customer").fill("Ro");
    await record.getByText("4 found").waitFor();
    await record.getByRole("radio", { name: /^Anna Rossi/ }).check();
  }),
  "record-search-more": of(72, async (record) => {
    await record.getByLabel("Find a customer").fill("Ro");
    await record.getByText("1 found").waitFor();
    await record.getByRole("radio", { name: /^Rita Roth/ }).check();
  }),
  "record-search-none": of(73, async (record) => {
    await record.getByLabel("Find a customer").fill("Zz");
    await record.getByText("Nobody found").waitFor();
  }),
  "record-new": of(73, async (record) => {
    await button(record, "New customer").click();
    await button(record, "Add phone").click();
  }),
  "record-refused": of(73, async (record) => {
    await button(record, "New customer").click();
    await record.getByLabel("Account number").fill("AC-30 117");
    await record.getByRole("textbox", { name: "Email" }).fill("jo at example");
    await button(record, "Save").click();
    await record.getByText("Another customer has").waitFor();
  }),
  "record-saved": of(73, async (record) => {
    await button(record, "New customer").click();
    await record.getByLabel("Notes").fill("Came by way of the fair.");
    await record.getByLabel("Account number").press("Enter");
    await record.locator("[data-turned]:focus", { hasText: "Jo Lindqvist" }).waitFor();
  }),
  "record-theirs": of(75, async (record) => {
    await button(record, "Edit").click();
    await record.getByLabel("Notes").fill("Wants calls after four.");
    await button(record, "Save").click();
    await button(record, "Load theirs").click();
    await record.locator("[data-turned]:focus").waitFor();
    const notes = await record.getByLabel("Notes").inputValue();
    if (notes !== "Has moved to Leeds.") throw new Error(`not theirs: ${notes}`);
  }),
  "record-conflict": of(75, async (record) => {
    await button(record, "Edit").click();
    await record.getByLabel("Notes").fill("Wants calls after four.");
    await button(record, "Save").click();
    await button(record, "Load theirs").waitFor();
  }),
  "record-failed": of(74),
  "record-work": of(71, async (record) => {
    await button(record, "This is them").click();
    await button(record, "New case").waitFor();
    await record.getByText("2 open cases").scrollIntoViewIfNeeded();
  }),
  "record-case": of(71, async (record) => {
    await button(record, "This is them").click();
    await button(record, "This is them").waitFor({ state: "detached" });
    await button(record, "New case").click();
    await record.getByLabel(/^Subject/).fill("Spotlights are late");
    await button(record, "Create case").click();
    await record.getByText(/Give “Device”/).waitFor();
  }),
  "record-sources": of(72, (record) => record.getByText("Did not answer").scrollIntoViewIfNeeded()),
  "record-source-retried": of(72, async (record) => {
    await button(record, "Retry: Invoices").click();
    await button(record, "Retry: Invoices").waitFor({ state: "detached" });
  }),
  "record-taken-over": of(72, async (record) => {
    await button(record, "Take over Anna Rossi into a new record").click();
    await record.getByRole("form", { name: "New customer" }).waitFor();
  }),
  "pick-bar": {
    scenario: "customers",
    path: "desk/cnv_75",
    async before(page) {
      await page.locator("[data-words]").first().waitFor();
      await page.keyboard.press("Alt+m");
      await page.getByRole("toolbar").waitFor();
    },
  },
  "pick-selected": {
    scenario: "customers",
    path: "desk/cnv_75",
    async before(page) {
      await page.locator("[data-words]").first().click({ clickCount: 3 });
      await page.getByRole("toolbar").waitFor();
    },
  },
  "pick-put": {
    scenario: "customers",
    path: "desk/cnv_75",
    async before(page) {
      await page.locator("[data-words]").first().waitFor();
      await page.keyboard.press("Alt+m");
      await page.locator("[role=toolbar] button[aria-disabled=false]").first().waitFor();
      await page.getByRole("toolbar").getByRole("button", { name: "Notes" }).click();
      await page.getByLabel("Notes").and(page.locator(":focus")).waitFor();
    },
  },
  "record-loading": { scenario: "customers-loading", path: "desk/cnv_71", before: (page, wide) => panel(page, wide) },
};
