"""The files that a restoration leaves: pictures, record, report, layers and dossier."""
