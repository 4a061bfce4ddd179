"""What the address bar says of a view: filters, order, page, the case looked at. Never who is looking."""

import streamlit as st


def asked(name: str, default: str = "") -> str:
    """A value of the address."""
    return str(st.query_params.get(name, default))


def asked_number(name: str, default: int) -> int:
    """A whole number of the address, at most a million; anything else is the default."""
    given = asked(name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else default


def put(**values: str | int | None) -> None:
    """Write values into the address; an empty one is taken out."""
    for name, value in values.items():
        if value is None or value == "":
            if name in st.query_params:
                del st.query_params[name]
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
