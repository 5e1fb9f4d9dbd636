"""The dashboard: pages' state, caches, widgets and messages. The only package that imports Streamlit."""
