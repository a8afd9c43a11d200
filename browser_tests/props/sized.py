"""Events of an exact size in bytes, made in the page by the tracker that is judged."""

from __future__ import annotations

import json

from simulator.page.acts import MAIN, Run

NO_LIMIT = {"firefox": "its sendBeacon has no limit of 64 KiB"}
# What the tracker makes of an empty event is weighed by a sendBeacon of ours, which sends nothing; then the event is
# filled up with a letter of two bytes, so that a limit of characters would be seen to be none.
_SEND = """
(() => {
  const labels = %s;
  const spied = navigator.sendBeacon;
  const send = (label, pad) => opmantik.send('interaction', 'note', label, 0, { pad: pad });
  let empty;
  navigator.sendBeacon = (url, blob) => { empty = blob.size; return true; };
  send(labels[0], '');
  navigator.sendBeacon = spied;
  const more = %d - empty;
  const pad = 'ü'.repeat(more >> 1) + 'x'.repeat(more & 1);
  labels.forEach(label => send(label, pad));
})()
"""


def send_sized(size_bytes: int, *labels: str, tab: str = MAIN) -> Run:
    """Send events `note` in one task, each of so many bytes; the labels are of one length.

    The value, kept under the first label, says whether that could be done.
    """
    return Run(_SEND % (json.dumps(labels), size_bytes), keep=labels[0], tab=tab)
