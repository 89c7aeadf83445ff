import type { JSX } from "preact";

import type { Catalogue } from "./catalogue.ts";

/** Ending cannot be taken back, so it is asked for twice. */
export function EndQuestion({ texts, keep, end }: { texts: Catalogue; keep: () => void; end: () => void }): JSX.Element {
  return (
    <div class="question" role="group" aria-label={texts.endQuestion}>
      <p>{texts.endQuestion}</p>
      <button type="button" class="primary danger" ref={(button) => button?.focus()} onClick={end}>
        {texts.end}
      </button>
      <button type="button" class="secondary" onClick={keep}>
        {texts.endKeep}
      </button>
    </div>
  );
}
