import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Icon } from "./icon.tsx";
import type { WindowProps } from "./window.tsx";

/** The gateway's limit. */
const TEXT_MAX = 4_000;
/** From here on the room that is left is shown. */
const NEARLY_FULL = 3_800;
/** "Still typing" is said again this often. */
const AGAIN_MS = 8_000;
/** No key for this long: stopped typing. */
const STOPPED_MS = 5_000;
/** The field grows up to this height. */
const HEIGHT_MAX_PX = 132;

/** Where the visitor writes. Enter sends, Shift+Enter breaks the line. */
export function Composer({ chat, texts, drafts, isOpen }: WindowProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping((on) => chat.typing(on));
  // Safari reports the Enter that ends a composition after the composition's end.
  const isComposed = useRef(false);
  const text = drafts.text;
  useLayoutEffect(() => grow(field.current), [text, isOpen]);

  const send = (): void => {
    const said = text.trim();
    field.current?.focus();
    if (said === "") return;
    typing.stop();
    drafts.write("");
    chat.send(said);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || isComposed.current) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="hidden" for="message">
        {texts.message}
      </label>
      <textarea
        id="message"
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        maxLength={TEXT_MAX}
        placeholder={texts.placeholder}
        enterkeyhint="send"
        autocomplete="off"
        data-focus
        onKeyDown={onKeyDown}
        onCompositionEnd={() => {
          isComposed.current = true;
          setTimeout(() => (isComposed.current = false));
        }}
        onInput={({ currentTarget }) => {
          drafts.write(currentTarget.value);
          if (currentTarget.value.trim() === "") typing.stop();
          else typing.key();
        }}
      />
      <button type="submit" class="send" aria-label={texts.send} aria-disabled={text.trim() === ""}>
        <Icon name="send" />
      </button>
      <p class="left" role="status">
        {text.length >= NEARLY_FULL && texts.left(TEXT_MAX - text.length)}
      </p>
    </form>
  );
}

function grow(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = "auto";
  const border = field.offsetHeight - field.clientHeight;
  field.style.height = `${Math.min(field.scrollHeight + border, HEIGHT_MAX_PX)}px`;
}

/** Tells that somebody types: when it begins, now and then, and when it stops. */
function useTyping(say: (on: boolean) => void): { key: () => void; stop: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const saidAt = useRef<number | null>(null);
  const stop = (): void => {
    clearTimeout(timer.current);
    if (saidAt.current === null) return;
    saidAt.current = null;
    say(false);
  };
  const key = (): void => {
    const now = Date.now();
    if (saidAt.current === null || now - saidAt.current >= AGAIN_MS) {
      saidAt.current = now;
      say(true);
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(stop, STOPPED_MS);
  };
  return { key, stop };
}
