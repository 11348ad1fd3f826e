"""Write the run that the playground shows first: three networks after 600 updates.

    python scripts/make_start.py

Node trains them with the page's own code, in float64, from the settings with which the
figure begins. Numbers are rounded to six digits; the page goes on from them in float32.
"""

import json
import subprocess
from pathlib import Path

import find_browser

from rnnbook.widgets import PlaygroundFigure

ROOT = Path(__file__).resolve().parents[1]
WIDGETS = ROOT / "rnnbook" / "widgets"
START = WIDGETS / "playground" / "start.json"
UPDATES = 600
TRAIN = """
import {{ makeRun }} from {run};
const runs = {settings}.map((settings) => {{
  const run = makeRun(settings, {{ precision: "float64" }});
  for (let k = 0; k < {updates}; k++) run.update();
  return run.save();
}});
const short = (key, value) =>
  ArrayBuffer.isView(value) ? Array.from(value) : value;
console.log(JSON.stringify(runs, short));
"""


def rounded(value):
    """`value` with its numbers rounded to six digits."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main():
    settings = PlaygroundFigure().networks()
    run = (WIDGETS / "_runtime" / "training" / "run.js").as_uri()
    code = TRAIN.format(
        run=json.dumps(run), settings=json.dumps(settings), updates=UPDATES
    )
    made = subprocess.run(
        [find_browser.find_node(), "--input-type=module", "--eval", code],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    start = {"settings": settings, "runs": rounded(json.loads(made.stdout))}
    text = json.dumps(start, separators=(",", ":"))
    START.write_text(text + "\n", encoding="utf-8")
    print(f"{START.relative_to(ROOT)}: {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
