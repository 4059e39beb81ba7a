/** The part of Plotly's format for pictures that move. */

/** What Plotly's `animate` is given: which frames (null for all), and how long each stays. */
type AnimateArguments = [
  frames: string[] | [null] | null,
  options: {
    mode: "immediate";
    fromcurrent?: boolean;
    frame: { duration: number; redraw: boolean };
    transition: { duration: number };
  },
];
type Animate = { method: "animate"; label: string; args: AnimateArguments };

export type Slider = {
  active: number;
  steps: Animate[];
  x: number;
  len: number;
  y: number;
  pad: { t: number };
  currentvalue: { prefix: string };
};

export type Menu = {
  type: "buttons";
  direction: "left";
  buttons: Animate[];
  showactive: false;
  x: number;
  xanchor: "left";
  y: number;
  yanchor: "top";
  pad: { t: number };
};

const play = (duration: number): AnimateArguments[1] => ({
  mode: "immediate",
  fromcurrent: true,
  frame: { duration, redraw: true },
  transition: { duration: 0 },
});

/** How much of the height of a figure its slider takes, in pixels. */
export const SLIDER_HEIGHT = 84;

/** Play, pause and a slider through the frames, below the plot; it stands at the last frame. */
export function controls(
  frames: readonly { name: string }[],
  { prefix, duration }: { prefix: string; duration: number },
): { sliders: Slider[]; updatemenus: Menu[] } {
  const top = { y: 0, pad: { t: 66 } };
  return {
    sliders: [
      {
        active: frames.length - 1,
        steps: frames.map(({ name }) => ({
          method: "animate",
          label: name,
          args: [[name], { ...play(0), fromcurrent: false }],
        })),
        x: 0.16,
        len: 0.84,
        ...top,
        pad: { t: 52 },
        currentvalue: { prefix },
      },
    ],
    updatemenus: [
      {
        type: "buttons",
        direction: "left",
        buttons: [
          {
            method: "animate",
            label: "▶ play",
            args: [null, { ...play(duration), fromcurrent: false }],
          },
          { method: "animate", label: "❚❚", args: [[null], play(0)] },
        ],
        showactive: false,
        x: 0,
        xanchor: "left",
        yanchor: "top",
        ...top,
      },
    ],
  };
}
