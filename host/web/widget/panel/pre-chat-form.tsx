import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { FormField } from "../../protocol/api.ts";
import type { Starting } from "../../protocol/chat-state.ts";
import { reasonOf } from "./catalogue.ts";
import { Field } from "./form-field.tsx";
import { likeliest, problemOf } from "./form-rules.ts";
import { LanguageField } from "./language-field.tsx";
import { pictureAt } from "./picture.ts";
import type { WindowProps } from "./window.tsx";

/** What every form asks for, within the gateway's limit. */
const NAME: FormField = { name: "name", label: {}, required: true, kind: "text", chars_min: 1, chars_max: 80 };

/** Who is there, before the first message. */
export function PreChatForm({ chat, state, config, gateway, texts, language, spoken, said, first }: WindowProps): JSX.Element {
  const [tries, setTries] = useState(0);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  /** A refusal that somebody has acted on. */
  const [answered, setAnswered] = useState<Starting | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { starting } = state;
  const image = config.design?.image;
  const isAsked = starting.kind === "asked";
  const refused = starting.kind === "refused" ? starting : null;
  const fields = [NAME, ...config.form];
  const chosen = answers["language"] ?? likeliest(config.languages, spoken);
  const answerTo = ({ name }: FormField): string => answers[name] ?? said[name] ?? "";
  const isAt = (field: FormField): boolean => refused?.field === field.name && refused !== answered;

  const errorOf = (field: FormField): string | null => {
    const problem = tries > 0 ? problemOf(field, answerTo(field), texts) : null;
    return problem ?? (refused !== null && isAt(field) ? reasonOf(refused.code, texts) : null);
  };
  const write = (name: string, answer: string): void => {
    setAnswers({ ...answers, [name]: answer });
    setAnswered(starting);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    setTries(tries + 1);
    if (isAsked || fields.some((field) => problemOf(field, answerTo(field), texts) !== null)) return;
    const given = [["language", chosen], ...fields.map((field) => [field.name, answerTo(field).trim()])];
    const { name = "", ...rest } = Object.fromEntries(given.filter(([, answer]) => answer !== "")) as Record<string, string>;
    chat.start({ name, fields: rest, text: first });
  };

  // To the first field that is wrong, from the button or wherever in the form somebody is.
  useEffect(() => {
    if (form.current?.matches(":focus-within") === true) form.current.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries, refused]);

  return (
    <form ref={form} class="form" noValidate onSubmit={submit}>
      {image && <img class="image" src={pictureAt(image, gateway)} alt={image.alt} />}
      {config.greeting !== "" && (
        <p class="greeting" dir="auto" lang={config.locale}>
          {config.greeting}
        </p>
      )}
      {first !== null && (
        <div class="line own">
          <p class="bubble" dir="auto">
            {first}
          </p>
        </div>
      )}
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          texts={texts}
          language={language}
          value={answerTo(field)}
          error={errorOf(field)}
          isFirst={field === NAME}
          write={(answer) => write(field.name, answer)}
        />
      ))}
      {config.languages.length > 0 && (
        <LanguageField label={texts.language} tags={config.languages} value={chosen} write={(tag) => write("language", tag)} />
      )}
      <div role="alert">
        {refused !== null && !fields.some(({ name }) => name === refused.field) && <p class="error">{reasonOf(refused.code, texts)}</p>}
      </div>
      <button type="submit" class="primary" aria-disabled={isAsked}>
        {isAsked ? texts.starting : texts.start}
      </button>
    </form>
  );
}
