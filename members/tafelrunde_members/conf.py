"""Settings of the members plugin, read here and nowhere else."""

from pathlib import Path

from django.conf import settings

PACKAGE_DIR = Path(__file__).resolve().parent


def map_file() -> Path:
    """GeoJSON file with the outlines of the districts; each feature carries its regional key as `ars`."""
    return Path(getattr(settings, "TAFELRUNDE_MAP_FILE", PACKAGE_DIR / "data" / "districts-mv.geojson"))


def editorial_collection() -> str:
    """Name of the collection of images and documents that editors work in (`TAFELRUNDE_EDITORIAL_COLLECTION`)."""
    return str(getattr(settings, "TAFELRUNDE_EDITORIAL_COLLECTION", "Redaktion"))


def directory_page_size() -> int:
    """Number of organisations on one page of the directory."""
    return int(getattr(settings, "TAFELRUNDE_DIRECTORY_PAGE_SIZE", 25))


def absolute_url(path: str) -> str:
    """Return the address of a path of the site (`TAFELRUNDE_BASE_URL`), for mails."""
    return str(getattr(settings, "TAFELRUNDE_BASE_URL", "")).rstrip("/") + path


def languages() -> tuple[str, ...]:
    """Codes of the languages that the site speaks (`LANGUAGES`)."""
    return tuple(code for code, _name in settings.LANGUAGES)
