"""Logging in, on a server whose operator has named an identity provider in `.streamlit/secrets.toml`."""

import streamlit as st


def require_login() -> None:
    """Show only a button to log in, and end the run, until the visitor has logged in.

    Without the section `[auth]` in the secrets, Streamlit knows of no login, and everybody is let in.
    """
    if "is_logged_in" in st.user and not st.user["is_logged_in"]:
        st.subheader("Log in to restore paintings")
        st.button("Log in", icon=":material/login:", type="primary", on_click=st.login)
        st.stop()
