"""What the address bar says of a view: filters, order, page, the case looked at. Never who is looking."""

import streamlit as st


def asked(name: str, default: str = "") -> str:
    """A value of the address."""
    return str(st.query_params.get(name, default))


def asked_number(name: str, default: int) -> int:
    """A whole number of the address, at most a million; anything else is the default."""
    given = asked(name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else default


def page(total: int, per_page: int = 25) -> int:
    """The page of a list that the address names, at most its last."""
    return min(max(1, asked_number("page", 1)), max(1, -(-total // per_page)))


def bound(name: str) -> str:
    """The key of a widget that shows a value of the address; when the address moves by itself, the widget follows.

    The key stays the same whatever the value is: a widget made anew at each change would lose every second one.
    """
    key = f"address_{name}"
    if key not in st.session_state or st.session_state.get(f"{key}_seen") != asked(name):
        st.session_state[key] = st.session_state[f"{key}_seen"] = asked(name)
    return key


def follow(name: str, value: str) -> None:
    """Write what a bound widget holds into the address; another view begins at its first page."""
    st.session_state[f"address_{name}_seen"] = value
    if value != asked(name):
        put(**{name: value, "page": None})


def put(**values: str | int | None) -> None:
    """Write values into the address; an empty one is taken out."""
    for name, value in values.items():
        if value is None or value == "":
            if name in st.query_params:
                del st.query_params[name]
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
