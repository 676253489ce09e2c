"""What Streamlit runs at every click. `python start.py` serves it behind the gate (server/gate.py)."""

from components import router

router.run()
