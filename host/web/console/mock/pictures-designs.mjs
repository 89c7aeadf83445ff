// The pictures of designing how chats look. The preview is the widget's own code, from dist.

const part = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** The pane with the preview, which a narrow screen shows by itself. */
async function preview(page, name) {
  const toggle = page.getByRole("button", { name: "Preview", exact: true });
  if (await toggle.isVisible()) await toggle.click();
  if (name !== undefined) await part(page, name);
  await page.frameLocator("iframe").locator("frontdesk-chat").waitFor();
  await page.waitForTimeout(500);
}

export const designPictures = {
  designs: { scenario: "floor", path: "designs/shop", before: (page) => preview(page) },
  "designs-chat": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await part(page, "Colours");
      await preview(page, "Chat");
      await page.frameLocator("iframe").getByText("Yes, the green one").waitFor();
    },
  },
  "designs-dark": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await preview(page, "Invitation");
      await page.getByRole("group", { name: "Look" }).last().getByRole("button", { name: "Dark" }).click();
      await page.frameLocator("iframe").getByText("Somebody is free right now.", { exact: true }).waitFor();
    },
  },
  "designs-phone": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await preview(page, "End");
      await part(page, "Phone");
      await page.frameLocator("iframe").getByText("How satisfied are you").waitFor();
    },
  },
  "designs-wrong": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await page.getByRole("button", { name: "Colours", exact: true }).click();
      await page.getByLabel("Text in the window", { exact: true }).fill("#ddccbb");
      await page.getByText("1 problem").waitFor();
    },
  },
  "designs-texts": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await page.getByRole("button", { name: "Texts", exact: true }).click();
      await page.getByRole("button", { name: "de", exact: true }).click();
      await page.getByLabel("Title", { exact: true }).fill("Lampe & Schirm, Ihr Geschäft für gutes Licht in der ganzen Wohnung");
    },
  },
  "designs-pictures": { scenario: "floor", path: "designs/shop", before: (page) => page.getByRole("button", { name: "Pictures", exact: true }).click() },
  "designs-text": { scenario: "floor", path: "designs/shop", before: (page) => page.getByRole("button", { name: "As text", exact: true }).click() },
  "designs-conflict": {
    scenario: "designs-conflict",
    path: "designs/shop",
    async before(page) {
      await page.getByLabel("Left", { exact: true }).check();
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByText("Somebody has published").waitFor();
    },
  },
  "designs-revision": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await page.getByRole("button", { name: /Revision 1/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  "designs-copy": {
    scenario: "floor",
    path: "designs/shop",
    async before(page) {
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Shop");
      await page.getByRole("dialog").getByRole("button", { name: "Copy" }).click();
    },
  },
  "designs-none": { scenario: "designs-none", path: "designs" },
  "designs-read-only": { scenario: "designs-read-only", path: "designs/shop" },
  "designs-fail": { scenario: "dry-run-fail", path: "designs/shop" },
  "designs-agent": { scenario: "desk", path: "designs" },
};
