"""Bodies for SchemathesisTests that schemathesis makes for no type that it does not know."""
import schemathesis
from hypothesis import strategies

schemathesis.openapi.media_type(
    "application/offset+octet-stream",
    strategies.binary(max_size=100),
    aliases=["application/partial-upload", "application/mp4", "application/x-matroska"],
)
