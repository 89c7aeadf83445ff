import type { JSX } from "preact";
import type { jsx as Jsx, Fragment as FragmentOf } from "preact/jsx-runtime";
import type { useEffect as UseEffect, useRef as UseRef, useState as UseState } from "preact/hooks";

import type { EndQuestion } from "../panel/end-question.tsx";
import type { WindowProps } from "../panel/window.tsx";

/** What of its library the panel lends to scripts beside it, so that the library is there once. */
export interface Lent {
  jsx: typeof Jsx;
  Fragment: typeof FragmentOf;
  useEffect: typeof UseEffect;
  useRef: typeof UseRef;
  useState: typeof UseState;
}

/** A part of the window. */
type Part = (props: WindowProps) => JSX.Element | null;

/** What is not there while somebody only reads and writes. */
export interface Parts {
  /** The form before a chat. */
  Before: Part;
  /** What may be chosen instead of writing. */
  Choices: Part;
  /** The way to send files. */
  Attach: Part;
  /** What comes after a chat. */
  Ended: Part;
  /** Whether to end it. */
  EndQuestion: typeof EndQuestion;
}

/** What the form's script exports: it comes with the panel, and is loaded beside it. */
export interface FormModule {
  /** The parts, made of what the panel lends, and their style for the root in which they will be drawn. */
  form: (lent: Lent, root: ShadowRoot) => Parts;
}
