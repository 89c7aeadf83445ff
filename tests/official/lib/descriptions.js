// The descriptions, ready for a validator, and what is known to be missing in them.
import { readFileSync } from "node:fs";
import { asOpenApi } from "./bot-api.js";
import { strict } from "./strict.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../descriptions/${name}.json`, import.meta.url), "utf8"));

/** What Meta's reference pages have and Meta's description has not. */
const OF_META = {
  // "An arbitrary string, useful for tracking": it comes back in every report on the message.
  beyond: Object.fromEntries(["TextMessage", "TemplateMessage"].map((name) => [name, ["biz_opaque_callback_data"]])),
  // The description insists on it, and none of its own examples has it.
  optional: { LanguageObject: ["policy"] },
};

/** A description by its name. Telegram's has the bot's token in its paths. */
export function description(name, token = "token") {
  switch (name) {
    case "telegram":
      return strict(asOpenApi(read(name), token));
    case "whatsapp":
      return strict(read(name), OF_META);
    default:
      return strict(read(name));
  }
}
