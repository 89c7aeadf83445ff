import type { JSX } from "preact";

import type { FormField } from "../../protocol/api.ts";
import type { Catalogue } from "./catalogue.ts";
import { worded } from "./form-rules.ts";

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
