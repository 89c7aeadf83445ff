import type { JSX } from "preact";

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
  for (const wish of wishes.map((tag) => tag.toLowerCase())) {
    const found = tags.find((tag) => tag === wish) ?? tags.find((tag) => base(tag) === base(wish));
    if (found !== undefined) return found;
  }
  return "";
}

const base = (tag: string): string => tag.split("-")[0] ?? "";

function ownName(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
  } catch {
    return tag;
  }
}
