// Everybody who takes part: the sandbox, a description in front of it for each channel that has one, the
// gateway, and the agent Ana.
import { Console } from "./console.js";
import { description } from "./descriptions.js";
import { Gateway, SECRET } from "./gateway.js";
import { Described } from "./prism.js";
import { Sandbox } from "./sandbox.js";

/** A template for the channel that has none in the demo. */
export const CONTENT = { name: `HX${"0".repeat(31)}1`, language: "en", text: "Hello {{1}}, your order {{2}} is on its way." };
const MORE = {
  "text-messages": `[[channel.text-messages.settings.templates]]
name = "${CONTENT.name}"
language = "${CONTENT.language}"
text = "${CONTENT.text}"
`,
};

/** What stands between a channel and its provider: the description's name, and the sandbox's prefix. */
export const CHANNELS = {
  "text-messages": { provider: "twilio", described: "twilio", prefix: "twilio" },
  whatsapp: { provider: "whatsapp", described: "whatsapp", prefix: "meta" },
  telegram: { provider: "telegram", described: "telegram", prefix: "telegram" },
  line: { provider: "line", described: "line", prefix: "line" },
};

export class Stage {
  /** What stands in front of each provider, by the channel's name. */
  described = {};

  static async open() {
    const stage = new Stage();
    try {
      await stage.#open();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async #open() {
    this.sandbox = await Sandbox.start();
    for (const [channel, { described, prefix }] of Object.entries(CHANNELS)) {
      this.described[channel] = await Described.open(description(described, SECRET), this.sandbox.url(prefix));
    }
    const places = Object.fromEntries(Object.entries(this.described).map(([channel, { url }]) => [channel, url]));
    this.gateway = await Gateway.start(places, MORE);
    const providers = Object.values(CHANNELS).map(({ provider }) => provider);
    for (const { provider, ...account } of this.gateway.accounts()) {
      if (providers.includes(provider)) await this.sandbox.add(provider, account);
    }
    this.ana = await Console.open(this.gateway, "ana");
  }

  async close() {
    this.ana?.close();
    await this.gateway?.end();
    for (const described of Object.values(this.described)) await described.close();
    await this.sandbox?.end();
  }
}
