import type { JSX, RefObject } from "preact";
import { useRef, useState } from "preact/hooks";

import { reasonOf } from "./catalogue.ts";
import { LanguageField, likeliest } from "./language-field.tsx";
import type { WindowProps } from "./window.tsx";

/** The gateway's limits. */
const NAME_MAX = 80;
const ACCOUNT_MAX = 64;

/** Who is there, before the first message. */
export function PreChatForm({ chat, state, config, texts, spoken }: WindowProps): JSX.Element {
  const [isTried, setTried] = useState(false);
  const [name, setName] = useState("");
  const [account, setAccount] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const language = chosen ?? likeliest(config.languages, spoken);
  const nameField = useRef<HTMLInputElement>(null);
  const accountField = useRef<HTMLInputElement>(null);
  const isAsked = state.starting.kind === "asked";
  const lacksName = name.trim() === "";
  const lacksAccount = config.account_number === "required" && account.trim() === "";

  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (lacksName) nameField.current?.focus();
    else if (lacksAccount) accountField.current?.focus();
    else if (!isAsked) chat.start({ name: name.trim(), account: filled(account), language: filled(language) });
  };

  return (
    <form class="form" noValidate onSubmit={submit}>
      {config.greeting !== "" && (
        <p class="greeting" dir="auto">
          {config.greeting}
        </p>
      )}
      <Field
        id="name"
        label={texts.name}
        value={name}
        input={nameField}
        max={NAME_MAX}
        complete="name"
        error={isTried && lacksName ? texts.nameMissing : null}
        write={setName}
        isFirst
        isRequired
      />
      {config.account_number !== "off" && (
        <Field
          id="account"
          label={config.account_number === "allowed" ? `${texts.account} (${texts.optional})` : texts.account}
          value={account}
          input={accountField}
          max={ACCOUNT_MAX}
          complete="off"
          error={isTried && lacksAccount ? texts.accountMissing : null}
          write={setAccount}
          isRequired={config.account_number === "required"}
        />
      )}
      {config.languages.length > 0 && <LanguageField label={texts.language} tags={config.languages} value={language} write={setChosen} />}
      <div role="alert">
        {state.starting.kind === "refused" && <p class="error">{reasonOf(state.starting.code, texts)}</p>}
      </div>
      <button type="submit" class="primary" aria-disabled={isAsked}>
        {isAsked ? texts.starting : texts.start}
      </button>
    </form>
  );
}

function filled(text: string): string | null {
  return text.trim() || null;
}

interface FieldProps {
  id: string;
  label: string;
  value: string;
  input: RefObject<HTMLInputElement | null>;
  max: number;
  complete: "name" | "off";
  error: string | null;
  write: (value: string) => void;
  isFirst?: boolean;
  isRequired?: boolean;
}

function Field(props: FieldProps): JSX.Element {
  const { id, label, value, input, max, complete, error, write, isFirst = false, isRequired = false } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="text"
        dir="auto"
        value={value}
        maxLength={max}
        autocomplete={complete}
        required={isRequired}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        data-focus={isFirst ? "" : undefined}
        onInput={({ currentTarget }) => write(currentTarget.value)}
      />
      {error !== null && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
