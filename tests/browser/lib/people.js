// Visitors and agents as they act on the pages. Locators: roles and names, as a person finds things.

export const CHANNEL = "shop-chat";

/** A visitor on the page of the chat alone. */
export async function visit(context, gateway) {
  const page = await context.newPage();
  await page.goto(`${gateway.origin}/chat/${CHANNEL}`);
  return new Visitor(page);
}

/** A visitor in the demo shop, with the panel opened by the launcher. */
export async function visitShop(context, gateway) {
  const page = await context.newPage();
  await page.goto(`${gateway.origin}/demo/`);
  const visitor = new Visitor(page);
  await visitor.launcher.click();
  return visitor;
}

export class Visitor {
  constructor(page) {
    this.page = page;
    this.log = page.getByRole("log", { name: "Conversation" });
    this.composer = page.getByRole("textbox", { name: "Message" });
    this.launcher = page.locator("frontdesk-chat").getByRole("button", { name: /^Ask a tea person/ });
  }

  async start(name, account) {
    await this.page.getByLabel("Your name").fill(name);
    if (account !== undefined) await this.page.getByLabel(/^Account number/).fill(account);
    await this.page.getByRole("button", { name: "Start chat" }).click();
  }

  async isQueued(position) {
    const words = position === 1 ? "You are next in line." : `You are number ${position} in line.`;
    await this.page.getByText(words).waitFor();
  }

  async talksWith(agent) {
    await this.page.getByText(`You are chatting with ${agent}`).waitFor();
  }

  async say(text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  async sees(text) {
    await this.log.getByText(text, { exact: true }).waitFor();
  }

  /** Texts of all bubbles, in order. */
  async bubbles() {
    return this.log.locator(".bubble").allInnerTexts();
  }

  async hasEnded() {
    await this.page.getByText("This chat has ended.").first().waitFor();
  }
}

/** Signs an agent in by a one-time link and makes them available. */
export async function signIn(context, gateway, agent, { available = true, path = "" } = {}) {
  const page = await context.newPage();
  await page.goto(gateway.link(agent));
  const console = new Console(page);
  await console.presence.waitFor();
  if (available) await console.declare("Available");
  if (path !== "") await page.goto(`${gateway.origin}/console/${path}`);
  return console;
}

export class Console {
  constructor(page) {
    this.page = page;
    this.presence = page.getByRole("button", { name: /^Presence: / });
    this.chats = page.getByRole("region", { name: "My chats" });
  }

  async declare(presence) {
    await this.presence.click();
    await this.page.getByRole("menuitemradio", { name: new RegExp(`^${presence}`) }).click();
    await this.isPresent(presence);
  }

  async isPresent(presence) {
    await this.page.getByRole("button", { name: new RegExp(`^Presence: ${presence}`) }).waitFor();
  }

  offer(name) {
    return this.page.getByRole("alertdialog", { name: new RegExp(name) });
  }

  async accept(name) {
    await this.offer(name).getByRole("button", { name: /^Accept/ }).click();
    await this.transcript(name).waitFor();
  }

  row(name) {
    return this.chats.getByRole("button", { name: new RegExp(`^\\d ${name}`) });
  }

  async open(name) {
    await this.row(name).click();
    await this.transcript(name).waitFor();
  }

  transcript(name) {
    return this.page.getByRole("log", { name: `Conversation with ${name}` });
  }

  composer(name) {
    return this.page.getByRole("textbox", { name: `Message to ${name}` });
  }

  async say(name, text) {
    await this.composer(name).fill(text);
    await this.composer(name).press("Enter");
  }

  async sees(name, text) {
    await this.transcript(name).getByText(text, { exact: true }).waitFor();
  }

  async places(name) {
    return this.transcript(name)
      .locator("[data-seq]")
      .evaluateAll((bubbles) => bubbles.map((bubble) => Number(bubble.dataset.seq)));
  }

  async end(name) {
    await this.page.getByRole("button", { name: /^End/ }).click();
    const dialog = this.page.getByRole("dialog", { name: `End the conversation with ${name}?` });
    await dialog.getByRole("button", { name: "End conversation" }).click();
    await this.page.getByRole("form", { name: "Wrap-up" }).waitFor();
  }

  async finish(disposition) {
    await this.page.getByRole("combobox", { name: "Disposition" }).selectOption(disposition);
    await this.page.getByRole("button", { name: /^Finish/ }).click();
    await this.page.getByRole("form", { name: "Wrap-up" }).waitFor({ state: "detached" });
  }
}
