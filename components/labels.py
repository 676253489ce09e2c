"""Names to choose from. Streamlit sends the label back, not the choice: two equal labels would be one person."""

from collections import Counter
from collections.abc import Iterable

from services.students import StudentLine


def unique(choices: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """(id, name, what tells namesakes apart) → a label per id, every one different."""
    known = list(choices)
    names = Counter(name for _, name, _ in known)
    labels: dict[int, str] = {}
    for key, name, more in known:
        label = f"{name} {more}".strip() if names[name] > 1 else name
        labels[key] = label if label not in labels.values() else f"{label}（{len(labels) + 1}）"
    return labels


def students(people: Iterable[StudentLine]) -> dict[int, str]:
    """Students by name; namesakes with class and number."""
    return unique((one.id, one.name, f"{one.class_name} {one.number}") for one in people)
