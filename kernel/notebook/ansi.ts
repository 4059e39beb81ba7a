const COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

export function escapeHtml(text: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"]/g, (character) => `&${names[character]};`);
}

/** Terminal text as HTML: colors and bold become spans, other control sequences go. */
export function ansiToHtml(text: string): string {
  let color = "";
  let bold = false;
  const pieces = overwritten(text).split(/(\u001b\[[0-9;?]*[A-Za-z])/);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 0) return span(piece, color, bold);
      if (!piece.endsWith("m")) return "";
      for (const code of piece.slice(2, -1).split(";").map(Number)) {
        if (code === 0) [color, bold] = ["", false];
        else if (code === 1) bold = true;
        else if (code === 22) bold = false;
        else if (code === 39) color = "";
        else if (code >= 30 && code <= 37) color = COLORS[code - 30];
        else if (code >= 90 && code <= 97) color = COLORS[code - 90];
      }
      return "";
    })
    .join("");
}

/** A line that was rewritten after a carriage return, as a terminal leaves it. */
function overwritten(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.slice(line.replace(/\r+$/, "").lastIndexOf("\r") + 1))
    .join("\n");
}

function span(text: string, color: string, bold: boolean): string {
  if (text === "" || (!color && !bold)) return escapeHtml(text);
  const classes = [color && `ansi-${color}`, bold && "ansi-bold"].filter(Boolean).join(" ");
  return `<span class="${classes}">${escapeHtml(text)}</span>`;
}
