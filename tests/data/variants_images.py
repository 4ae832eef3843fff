"""The images of make-variants.py."""


def write_images(variants, Image, np, scale):
    pass
