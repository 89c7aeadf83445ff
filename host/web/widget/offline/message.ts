import type { FormField, LeaveMessage } from "../../protocol/api.ts";
import { newId } from "../../protocol/ids.ts";

/** Characters that the gateway takes. */
export const TEXT_CHARS = 4_000;
const field = (name: string, required: boolean, chars_max: number, kind: "text" | "email" = "text"): FormField => ({
  name,
  label: {},
  required,
  kind,
  chars_min: 1,
  chars_max,
});

/** What every such form asks for, before and behind what the channel asks for. */
export const OWN = {
  name: field("name", true, 100),
  email: field("email", true, 254, "email"),
  subject: field("subject", false, 150),
  text: field("text", true, TEXT_CHARS),
};
/** A silent gateway has not taken it. */
const PATIENCE_MS = 20_000;

/** What became of a message: kept; some fields are wrong; too many come; or nobody knows. */
export type Outcome = { kind: "kept" } | { kind: "wrong"; fields: string[] } | { kind: "later" } | { kind: "failed" };

/** Sends messages: the same one under the same id, however often, so that it is left once. */
export class Sender {
  readonly #address: string;
  #sent = "";
  #id = "";

  constructor(address: string) {
    this.#address = address;
  }

  /** `answers`: by field, with `fields` those that the channel asks for. */
  async send(answers: Record<string, string>, fields: readonly FormField[], locale: string): Promise<Outcome> {
    const of = (name: string): string => (answers[name] ?? "").trim();
    const asked: Record<string, string> = {};
    for (const { name } of fields) if (of(name) !== "") asked[name] = of(name);
    const message: Omit<LeaveMessage, "id"> = { name: of("name"), email: of("email"), subject: of("subject"), text: of("text"), fields: asked, locale };
    const content = JSON.stringify(message);
    if (content !== this.#sent) {
      this.#sent = content;
      this.#id = newId({ random: Math.random });
    }
    try {
      // As plain text, so that the browser need not ask first whether it may.
      const answer = await fetch(this.#address, {
        method: "POST",
        credentials: "omit",
        body: JSON.stringify({ id: this.#id, ...message }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.ok) return { kind: "kept" };
      if (answer.status === 429) return { kind: "later" };
      if (answer.status === 422) {
        const { errors = [] } = (await answer.json()) as { errors?: { place: string }[] };
        const places = errors.map(({ place }) => place.replace(/^fields\./, ""));
        if (places.length > 0) return { kind: "wrong", fields: places };
      }
    } catch {
      // No answer: it may be there. The same id again finds out.
    }
    return { kind: "failed" };
  }
}
