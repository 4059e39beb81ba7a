import { widgetClass } from "./widget.js";

/** Colors are CSS colors; null leaves them to the page. */
export interface DescriptionStyleState {
  /** The width of the description, `"8em"` for example; `"initial"` is as wide as its text. */
  descriptionWidth: string;
}

export interface SliderStyleState extends DescriptionStyleState {
  handleColor: string | null;
}

export interface ProgressStyleState extends DescriptionStyleState {
  barColor: string | null;
}

export interface TextStyleState extends DescriptionStyleState {
  background: string | null;
  fontSize: string | null;
  textColor: string | null;
}

export interface ToggleButtonsStyleState extends DescriptionStyleState {
  buttonWidth: string;
  fontWeight: string;
}

export interface ButtonStyleState {
  buttonColor: string | null;
  textColor: string | null;
  fontSize: string | null;
  fontWeight: string;
}

const view = { view: "StyleView", viewModule: "base", summary: [] } as const;
const described = { descriptionWidth: "" };

export class DescriptionStyle extends widgetClass<DescriptionStyleState>({
  model: "DescriptionStyleModel",
  ...view,
  defaults: described,
}) {}

export class SliderStyle extends widgetClass<SliderStyleState>({
  model: "SliderStyleModel",
  ...view,
  defaults: { ...described, handleColor: null },
}) {}

export class ProgressStyle extends widgetClass<ProgressStyleState>({
  model: "ProgressStyleModel",
  ...view,
  defaults: { ...described, barColor: null },
}) {}

const text = { ...described, background: null, fontSize: null, textColor: null };

export class TextStyle extends widgetClass<TextStyleState>({
  model: "TextStyleModel",
  ...view,
  defaults: text,
}) {}

export class HTMLStyle extends widgetClass<TextStyleState>({
  model: "HTMLStyleModel",
  ...view,
  defaults: text,
}) {}

export class CheckboxStyle extends widgetClass<
  DescriptionStyleState & { background: string | null }
>({
  model: "CheckboxStyleModel",
  ...view,
  defaults: { ...described, background: null },
}) {}

export class ToggleButtonsStyle extends widgetClass<ToggleButtonsStyleState>({
  model: "ToggleButtonsStyleModel",
  ...view,
  defaults: { ...described, buttonWidth: "", fontWeight: "" },
}) {}

export class ButtonStyle extends widgetClass<ButtonStyleState>({
  model: "ButtonStyleModel",
  ...view,
  defaults: { buttonColor: null, textColor: null, fontSize: null, fontWeight: "" },
}) {}
