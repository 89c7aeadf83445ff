// The pictures of the customers' pages.

const button = (page, name) => page.getByRole("button", { name, exact: true });
const at = (scenario, path, before) => ({ scenario, path, before });

async function menu(page, item) {
  await page.getByRole("button", { name: "More for this record" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function choose(page, text) {
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await button(page, "Check the file").click();
}

const good = "account_number,name,email,plan\nAC-1,Ida Berg,ida@example.com,Gold\nAC-2,Karl Moe,karl@example.com,\nAC-3,Liv Dahl,,Silver";
const bad = "account_number,name,email,plan\nAC-1,Ida Berg,jo at example,Gold\nAC-2,Karl Moe,karl@example.com,Platinum\n";

export const crmPictures = {
  "crm-list": at("crm", "customers", (page) => page.getByRole("link", { name: /^Nadia/ }).waitFor()),
  "crm-list-keys": at("crm", "customers", async (page) => {
    await page.keyboard.press("/");
    await page.getByLabel("Search customers").fill("rossi");
    await page.getByText("3 found").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.locator("a:focus", { hasText: "A. Rossi" }).waitFor();
  }),
  "crm-list-tag": at("crm", "customers", async (page) => {
    await page.getByLabel("Search customers").fill("tag:vip");
    await page.getByText("2 found").waitFor();
  }),
  "crm-list-none": at("crm", "customers", async (page) => {
    await page.getByLabel("Search customers").fill("zz");
    await page.getByText("Nobody found").waitFor();
  }),
  "crm-list-many": at("crm-many", "customers", (page) => button(page, "More customers").click()),
  "crm-list-empty": at("crm-empty", "customers"),
  "crm-list-loading": at("crm-loading", "customers"),
  "crm-list-failed": at("crm-fail", "customers"),
  "crm-offline": at("crm-lost", "customers/cus_1", (page) => page.getByText("The connection is being restored").waitFor()),
  "crm-record": at("crm-supervisor", "customers/cus_1", (page) => page.getByText("Two of twelve").first().waitFor()),
  "crm-record-agent": at("crm", "customers/cus_5"),
  "crm-record-more": at("crm-supervisor", "customers/cus_1", (page) => button(page, "Earlier").click()),
  "crm-record-menu": at("crm-supervisor", "customers/cus_1", (page) => page.getByRole("button", { name: "More for this record" }).click()),
  "crm-record-edit": at("crm", "customers/cus_1", async (page) => {
    await button(page, "Edit").click();
    await page.getByLabel("Tags").fill("festival");
    await page.getByLabel("Tags").press("Enter");
    await page.getByLabel("Website").fill("javascript:alert(1)");
    await page.getByLabel("Seats").fill("many");
    await button(page, "Save").click();
    await page.getByText("This is no number.").waitFor();
  }),
  "crm-record-conflict": at("crm", "customers/cus_5", async (page) => {
    await button(page, "Edit").click();
    await page.getByLabel("Notes").fill("Wants calls after four.");
    await button(page, "Save").click();
    await button(page, "Load theirs").waitFor();
  }),
  "crm-record-gone": at("crm", "customers/cus_99"),
  "crm-record-failed": at("crm-fail", "customers/cus_1"),
  "crm-new": at("crm", "customers", async (page) => {
    await page.getByLabel("Search customers").fill("Ida Berg");
    await page.getByText("Nobody found").waitFor();
    await page.getByRole("link", { name: "New customer" }).click();
    await page.getByRole("form", { name: "New customer" }).waitFor();
  }),
  "crm-merge": at("crm", "customers/cus_2", (page) => menu(page, /^Merge/)),
  "crm-merge-compare": at("crm", "customers/cus_2", async (page) => {
    await menu(page, /^Merge/);
    await page.getByRole("button", { name: "Compare: A. Rossi" }).click();
  }),
  "crm-merged": at("crm", "customers/cus_2", async (page) => {
    await menu(page, /^Merge/);
    await page.getByRole("button", { name: "Compare: A. Rossi" }).click();
    await button(page, "Merge").click();
    await page.getByRole("button", { name: "Undo the merge of A. Rossi" }).waitFor();
  }),
  "crm-unmerge": at("crm", "customers/cus_1", (page) => page.getByRole("button", { name: "Undo the merge of N. Benali" }).click()),
  "crm-reads": at("crm-supervisor", "customers/cus_1", (page) => menu(page, /^Who looked/)),
  "crm-erase": at("crm-supervisor", "customers/cus_1", async (page) => {
    await menu(page, /^Erase/);
    await page.getByLabel(/^Type/).fill("Nadia Benali");
  }),
  "crm-erasing": at("crm-supervisor", "customers/cus_1", async (page) => {
    await menu(page, /^Erase/);
    await page.getByLabel(/^Type/).fill("Nadia Benali");
    await button(page, "Erase for good").click();
    await page.getByText(/^Erasing: 1 of 4/).waitFor();
  }),
  "crm-case-new": at("crm", "customers/cus_1", async (page) => {
    await button(page, "New case").click();
    await page.getByLabel(/^Subject/).fill("Fog machine leaks");
    await button(page, "Create case").click();
    await page.getByText(/Give “Device”/).waitFor();
  }),
  "crm-case": at("crm", "cases/cas_7", (page) => page.getByText("Tell Nadia").waitFor()),
  "crm-case-conflict": at("crm", "cases/cas_5", async (page) => {
    await button(page, "Edit").click();
    await page.getByLabel("Priority").selectOption("high");
    await page.getByLabel(/^Device/).fill("Dimmer");
    await button(page, "Save").click();
    await button(page, "Load theirs").waitFor();
  }),
  "crm-case-gone": at("crm", "cases/cas_99"),
  "crm-case-failed": at("crm-fail", "cases/cas_7"),
  "crm-tasks": at("crm", "customers/tasks", async (page) => {
    await page.getByLabel("Call Tom Okonkwo back").click();
    await page.getByRole("checkbox", { name: "Call Tom Okonkwo back", checked: true }).waitFor();
  }),
  "crm-task-new": at("crm-supervisor", "customers/tasks", async (page) => {
    await button(page, "Everyone's").click();
    await button(page, "New task").click();
    await button(page, "Add task").click();
  }),
  "crm-tasks-none": at("crm-empty", "customers/tasks"),
  "crm-import": at("crm-supervisor", "customers/import"),
  "crm-import-bad": at("crm-supervisor", "customers/import", async (page) => {
    await choose(page, bad);
    await page.getByText(/^2 problems/).waitFor();
  }),
  "crm-import-good": at("crm-supervisor", "customers/import", async (page) => {
    await choose(page, good);
    await page.getByText("The file is fine.").waitFor();
  }),
  "crm-importing": at("crm-supervisor", "customers/import", async (page) => {
    await choose(page, good);
    await button(page, "Write 3 customers").click();
    await page.getByText(/^1 of 4 written/).waitFor();
  }),
  "crm-import-locked": at("crm", "customers/import"),
  "crm-fields": at("crm-admin", "customers/fields"),
  "crm-field-new": at("crm-admin", "customers/fields", async (page) => {
    await button(page, "New field").click();
    await page.getByLabel("Kind").selectOption("pick_list");
    await page.getByRole("textbox", { name: /^Name/ }).fill("Region");
    await button(page, "Save").click();
    await page.getByText("Give at least one choice.").waitFor();
  }),
  "crm-field-change": at("crm-admin", "customers/fields", (page) => page.getByRole("button", { name: "Change Plan" }).click()),
  "crm-fields-failed": at("crm-fail", "customers/fields"),
};
