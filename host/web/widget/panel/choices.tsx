import type { JSX } from "preact";

import type { WindowProps } from "./window.tsx";

/** What the visitor may choose instead of writing. Whoever chooses goes on in the field below. */
export function Choices({ chat, state, texts }: WindowProps): JSX.Element | null {
  if (state.choices.length === 0) return null;
  return (
    <div class="choices" role="group" aria-label={texts.choices}>
      {state.choices.map(({ text }) => (
        <button
          type="button"
          key={text}
          dir="auto"
          onClick={({ currentTarget }) => {
            const root = currentTarget.getRootNode();
            chat.send(text);
            if (root instanceof ShadowRoot) root.querySelector<HTMLElement>("[data-focus]")?.focus();
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
