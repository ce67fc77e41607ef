"""Personal calendars: secret addresses, what stands in them, and the filters somebody keeps."""
