import type { JSX } from "preact";

import type { FormField } from "../../protocol/api.ts";
import type { Catalogue } from "./catalogue.ts";
import { likeliest } from "./language-field.tsx";

/** A text by language, in the one that is nearest; without any, what it is called anyhow. */
export function worded(texts: Record<string, string>, language: string, anyhow: string): string {
  const tags = Object.keys(texts);
  return texts[likeliest(tags, [language, "en"]) || (tags[0] ?? "")] ?? anyhow;
}

/** What is wrong with an answer, in words; null: nothing that can be seen from here. */
export function problemOf(field: FormField, answer: string, texts: Catalogue): string | null {
  const { kind, chars_min, chars_max, pattern, required } = field;
  const given = answer.trim();
  if (given === "") return required ? texts.missing : null;
  const { length } = Array.from(given);
  const fits = length >= chars_min && length <= chars_max;
  switch (kind) {
    case "email":
      return /^\S+@[^@\s.]+(\.[^@\s.]+)+$/.test(given) ? null : texts.like("ann@example.com");
    case "phone":
      return /^\+[\d\s().\-/]{6,}$/.test(given) ? null : texts.like("+44 20 7946 0958");
    case "number":
      return fits && /^\d+$/.test(given) ? null : texts.digits(chars_min, chars_max);
    case "text":
      if (pattern !== undefined) return isLike(pattern, given) ? null : texts.like(pattern.replace(/[#*]/g, "0").replace(/\?/g, "X"));
      return fits ? null : texts.reasons.unfit;
    case "choice":
      return null;
  }
}

function isLike(pattern: string, text: string): boolean {
  const signs: Record<string, RegExp> = { "#": /^\d$/, "?": /^[a-z]$/i, "*": /^[a-z\d]$/i };
  const given = Array.from(text);
  const wanted = Array.from(pattern);
  return given.length === wanted.length && wanted.every((sign, at) => signs[sign]?.test(given[at] ?? "") ?? sign.toLowerCase() === given[at]?.toLowerCase());
}

/** What browsers call it: how it is typed, by its kind, and what they can fill in, by its name. */
const KNOWN: Record<string, "name" | "email" | "tel"> = { name: "name", email: "email", phone: "tel" };

interface Props {
  field: FormField;
  texts: Catalogue;
  language: string;
  value: string;
  error: string | null;
  isFirst: boolean;
  write: (value: string) => void;
}

/** One field, with its label and what is wrong with it. Labels are text, whoever wrote them. */
export function Field({ field, texts, language, value, error, isFirst, write }: Props): JSX.Element {
  const { name, kind, required } = field;
  const id = `field-${name}`;
  const label = worded(field.label, language, texts.labels[name] ?? name);
  const common = {
    id,
    value,
    required,
    "aria-invalid": error !== null,
    "aria-describedby": `${id}-error`,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLSelectElement }) => write(currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{required ? label : `${label} (${texts.optional})`}</label>
      {kind === "choice" ? (
        <select {...common}>
          <option value="" />
          {field.choices?.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {worded(choice.label, language, choice.value)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          type={(KNOWN[kind] ?? "text") as "text"}
          inputMode={kind === "number" ? "numeric" : undefined}
          list={undefined}
          dir="auto"
          maxLength={field.chars_max}
          autocomplete={KNOWN[name] ?? "off"}
          data-focus={isFirst ? "" : undefined}
        />
      )}
      {error !== null && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
