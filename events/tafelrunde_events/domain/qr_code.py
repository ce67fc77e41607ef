"""QR codes as shapes for inline SVG: drawn by the server, with no markup to trust and no style to allow."""

from dataclasses import dataclass

import segno

#: Light modules around the code that readers need to find it (ISO/IEC 18004).
QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code in units of its modules. `path` is SVG path data of strokes one unit wide."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code that a telephone reads as this text; at the middle error correction (M)."""
    matrix = segno.make(text, error="m", micro=False).matrix
    strokes = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                strokes.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}.5h{length}")
            x += length or 1
    return QrCode(len(matrix) + 2 * QUIET_ZONE, "".join(strokes))


def qr_svg(text: str) -> str:
    """Return the code as a whole SVG image, for documents that take pictures."""
    code = qr_code(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path d="{code.path}" stroke="#000000" stroke-width="1"/></svg>'
    )
