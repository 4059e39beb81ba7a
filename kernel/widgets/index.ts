// What a notebook imports as "gradlab/widgets", in reading order.

export { interact, type Interact } from "./interact.js";
export type { Control, ValueOf, ValueWidget } from "./abbreviations.js";

export { FloatLogSlider, FloatSlider, IntProgress, IntSlider, Play } from "./numbers.js";
export type { LogSliderState, PlayState, ProgressState, SliderState } from "./numbers.js";
export { Dropdown, ToggleButtons, type Choices, type SelectionState } from "./selection.js";
export { Button, Checkbox, HTML, Text } from "./simple.js";
export type { ButtonState, CheckboxState, HTMLState, TextState } from "./simple.js";
export { HBox, VBox, type BoxState } from "./boxes.js";
export { Output, type OutputState } from "./output.js";
export type { OutputItem } from "./capture.js";
export { jslink, type End, type Link } from "./link.js";

export { Layout, type LayoutState } from "./layout.js";
export { Widget, type AnyWidget, type Change } from "./widget.js";
export type { View, ViewOptions, ViewState } from "./view-class.js";
