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

function ownName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
