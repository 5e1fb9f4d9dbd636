"""What a restoration leaves behind: pictures, record, report, layers and dossier."""
