"""The name by which import scripts of before know the importer; it lives in ``importers/``."""

from ringfence.importers.listing.importer import ListingImporter

__all__ = ["ListingImporter"]
