"""Measurements, side by side with what people would use instead. Not part of the product, not part of the
tests.
"""
