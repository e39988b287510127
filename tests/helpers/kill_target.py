"""The server that the crash test kills: a small cycle served over a database, its links written to a file first."""

import json
import sys
from pathlib import Path

import uvicorn
from places import make_place
from small_cycle import FILES, Circle, admit_all

root, url, port, secrets = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
# each process draws keys of its own: the files of the first stay, as a restarted service finds them
place = make_place(root, url, {} if secrets.exists() else FILES)
if not secrets.exists():
    circle = Circle(place, admit_all(place))
    secrets.write_text(json.dumps(circle.secrets))
object.__setattr__(place.service.settings, "base_url", f"http://127.0.0.1:{port}")
uvicorn.run(place.app, host="127.0.0.1", port=port, log_config=None, access_log=False)
