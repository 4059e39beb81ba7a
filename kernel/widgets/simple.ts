import { expectOneOf, expectText } from "./checks.js";
import {
  ButtonStyle,
  CheckboxStyle,
  HTMLStyle,
  TextStyle,
  type ButtonStyleState,
  type DescriptionStyleState,
  type TextStyleState,
} from "./styles.js";
import { viewClass } from "./view-class.js";

export interface CheckboxState {
  value: boolean;
  description: string;
  /** Whether it stands where other controls do, behind the width of a description (default true). */
  indent: boolean;
  disabled: boolean;
}

/**
 * A box that is checked or not.
 *
 * @example new Checkbox({ value: true, description: "shuffle" })
 */
export class Checkbox extends viewClass<
  CheckboxState,
  DescriptionStyleState & { background: string | null }
>({
  model: "CheckboxModel",
  view: "CheckboxView",
  style: CheckboxStyle,
  defaults: { value: false, description: "", indent: true, disabled: false },
  check(state) {
    expectOneOf("Checkbox.value", state.value, [true, false]);
    return state;
  },
}) {}

export interface TextState {
  value: string;
  description: string;
  /** Shown while the value is empty. */
  placeholder: string;
  /** Whether each letter is told, or the text when it is done (default true). */
  continuousUpdate: boolean;
  disabled: boolean;
}

/**
 * A line of text.
 *
 * @example new Text({ placeholder: "your name" })
 */
export class Text extends viewClass<TextState, TextStyleState>({
  model: "TextModel",
  view: "TextView",
  style: TextStyle,
  defaults: {
    value: "",
    description: "",
    placeholder: "\u200b",
    continuousUpdate: true,
    disabled: false,
  },
  check(state) {
    expectText("Text.value", state.value);
    return state;
  },
}) {}

export interface HTMLState {
  /** What is shown. It is not cleaned: put no text of others into it unescaped. */
  value: string;
  description: string;
}

/**
 * A piece of HTML.
 *
 * @example const note = new HTML({ value: "<b>ready</b>" }); note.value = "<i>running</i>";
 */
export class HTML extends viewClass<HTMLState, TextStyleState>({
  model: "HTMLModel",
  view: "HTMLView",
  style: HTMLStyle,
  defaults: { value: "", description: "" },
  check(state) {
    expectText("HTML.value", state.value);
    return state;
  },
}) {}

const BUTTON_STYLES = ["", "primary", "success", "info", "warning", "danger"] as const;

export interface ButtonState {
  description: string;
  /** The name of a Font Awesome icon without `fa-`. */
  icon: string;
  buttonStyle: (typeof BUTTON_STYLES)[number];
  disabled: boolean;
}

/**
 * A button.
 *
 * @example const go = new Button({ description: "Train" }); go.onClick(() => console.log("go"));
 */
export class Button extends viewClass<ButtonState, ButtonStyleState>({
  model: "ButtonModel",
  view: "ButtonView",
  style: ButtonStyle,
  summary: ["description"],
  defaults: { description: "", icon: "", buttonStyle: "", disabled: false },
  check(state) {
    expectOneOf("Button.buttonStyle", state.buttonStyle, BUTTON_STYLES);
    return state;
  },
}) {
  /**
   * Calls `listener` at each click.
   *
   * @returns a function that stops that
   */
  onClick(listener: () => unknown): () => void {
    return this.onMessage((content) => {
      if ((content as { event?: unknown } | undefined)?.event === "click") return listener();
      return undefined;
    });
  }
}
