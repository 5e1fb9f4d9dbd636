"""The dashboard's own parts: state, caches, widgets and messages. The only place that imports Streamlit."""
