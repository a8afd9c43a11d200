"""Events of an exact size in bytes, made in the page by the tracker that is judged."""

from __future__ import annotations

from simulator.page.acts import MAIN, Run

# What the tracker makes of an empty event is weighed by a sendBeacon of ours, which sends nothing; then the event is
# filled up with a letter of two bytes, so that a limit of characters would be seen to be none.
_SEND = """
(() => {
  const spied = navigator.sendBeacon;
  const send = pad => opmantik.send('interaction', 'note', '%s', 0, { pad: pad });
  let empty;
  navigator.sendBeacon = (url, blob) => { empty = blob.size; return true; };
  send('');
  navigator.sendBeacon = spied;
  const more = %d - empty;
  send('ü'.repeat(more >> 1) + 'x'.repeat(more & 1));
})()
"""


def send_sized(size_bytes: int, label: str, tab: str = MAIN) -> Run:
    """Send an event `note` whose body has so many bytes; its value says whether that could be done."""
    return Run(_SEND % (label, size_bytes), keep=label, tab=tab)
