"""The add-in file `remit.xlam`: ribbon, VBA that only forwards, and its assembly on any system."""
