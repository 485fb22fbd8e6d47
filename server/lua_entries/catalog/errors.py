"""The one error of this layer."""


class CatalogError(Exception):
    """Schema or configuration data that the catalog cannot use; the text says what, where, and what is near."""
