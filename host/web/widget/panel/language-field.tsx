import type { JSX } from "preact";

import { base } from "./catalogue.ts";

/** The languages a visitor can choose from, each in its own name. */
export function LanguageField(props: { label: string; tags: readonly string[]; value: string; write: (tag: string) => void }): JSX.Element {
  const { label, tags, value, write } = props;
  return (
    <div class="field">
      <label for="language">{label}</label>
      <select id="language" value={value} onChange={({ currentTarget }) => write(currentTarget.value)}>
        {/* Nobody is taken to speak the first of the list. */}
        {value === "" && <option value="" />}
        {tags.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {ownName(tag)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Of the languages on offer, the first wish that is there, in whatever region; empty when none is. */
export function likeliest(tags: readonly string[], wishes: readonly string[]): string {
  for (const wish of wishes) {
    const found = tags.find((tag) => tag === wish.toLowerCase()) ?? tags.find((tag) => base(tag) === base(wish));
    if (found !== undefined) return found;
  }
  return "";
}

function ownName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
