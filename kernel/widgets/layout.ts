import { widgetClass } from "./widget.js";

/** Sizes and places, as CSS has them (`"50%"`, `"12em"`, `"1px solid gray"`); null leaves it to the page. */
export interface LayoutState {
  width: string | null;
  minWidth: string | null;
  maxWidth: string | null;
  height: string | null;
  minHeight: string | null;
  maxHeight: string | null;
  margin: string | null;
  padding: string | null;
  borderTop: string | null;
  borderRight: string | null;
  borderBottom: string | null;
  borderLeft: string | null;
  overflow: string | null;
  visibility: string | null;
  display: string | null;
  flex: string | null;
  flexFlow: string | null;
  alignItems: string | null;
  alignSelf: string | null;
  justifyContent: string | null;
  gridArea: string | null;
  gridTemplateColumns: string | null;
  gridTemplateRows: string | null;
  gridGap: string | null;
}

/**
 * Where a widget stands and how large it is. Each widget has one.
 *
 * @example slider.layout.width = "80%";
 */
export class Layout extends widgetClass<LayoutState>({
  model: "LayoutModel",
  view: "LayoutView",
  module: "base",
  summary: ["width", "height"],
  defaults: {
    width: null,
    minWidth: null,
    maxWidth: null,
    height: null,
    minHeight: null,
    maxHeight: null,
    margin: null,
    padding: null,
    borderTop: null,
    borderRight: null,
    borderBottom: null,
    borderLeft: null,
    overflow: null,
    visibility: null,
    display: null,
    flex: null,
    flexFlow: null,
    alignItems: null,
    alignSelf: null,
    justifyContent: null,
    gridArea: null,
    gridTemplateColumns: null,
    gridTemplateRows: null,
    gridGap: null,
  },
}) {}
