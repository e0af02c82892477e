"""`python scripts/copy_demo_data.py FOLDER`: bring the demo's data into the project.

Copies the four files as they are, with one addition: the pools promise a sign of life every
two working days (`norms.update`), which the organisation's file leaves open.
"""

import argparse
import json
import shutil
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent / "data" / "demo"
AS_THEY_ARE = ("catalogue.json", "requests.jsonl", "labels.jsonl")
SIGN_OF_LIFE = {"value": 2, "unit": "workdays", "label": "2 werkdagen"}


def main() -> None:
    """Copy the files from the folder that is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    DEMO.mkdir(parents=True, exist_ok=True)
    for name in AS_THEY_ARE:
        shutil.copyfile(folder / name, DEMO / name)
    organisation = json.loads((folder / "organisation.json").read_text(encoding="utf-8"))
    organisation["norms"]["update"] = SIGN_OF_LIFE
    text = json.dumps(organisation, ensure_ascii=False, indent=1)
    (DEMO / "organisation.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
