"""The tables of make-variants.py."""


def write_tables(variants, np, scale):
    pass
