"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="remembers-without-storage",
    vice="None: what a full storage does not take is known at least as long as the page lives.",
    cures=("HAZ-328",),
    tracker=(
        (
            """  'use strict';
""",
            """  'use strict';

  const [localStorage, sessionStorage] = ['localStorage', 'sessionStorage'].map(name => {
    const told = {};
    return {
      getItem: key => window[name].getItem(key) ?? told[key] ?? null,
      setItem: (key, value) => {
        try {
          window[name].setItem(key, value);
        } catch (err) {
          told[key] = value;
        }
      },
      removeItem: key => {
        delete told[key];
        window[name].removeItem(key);
      },
    };
  });
""",
        ),
    ),
)
