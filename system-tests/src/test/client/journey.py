"""The journey of a video, by the client that openapi-python-client generates.

    python journey.py URL VIDEO MP3

The access token is in the environment variable TOKEN. The MP3 is written to the file MP3.
"""
import os
import sys
import time
from pathlib import Path

from soundlift_client import AuthenticatedClient
from soundlift_client.api.account import get_limits
from soundlift_client.api.conversions import (
    create_conversion,
    delete_conversion,
    download_mp_3,
    get_conversion,
    list_conversions,
)
from soundlift_client.models import (
    Conversion,
    ConversionList,
    ConversionState,
    CreateConversionFilesBody,
    Limits,
    Problem,
)
from soundlift_client.types import File

url, video, mp3 = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
# what the account converts elsewhere has other names
name = "generated-client.mp4"
# an answer that the document does not have is an error
client = AuthenticatedClient(base_url=url, token=os.environ["TOKEN"], raise_on_unexpected_status=True, timeout=60)


def expect(value, type_):
    if not isinstance(value, type_):
        sys.exit(f"{type_.__name__} was expected, not {value}")
    return value


def find():
    found = expect(list_conversions.sync(client=client, q=name, limit=10), ConversionList)
    return [conversion.id for conversion in found.conversions]


limits = expect(get_limits.sync(client=client), Limits)
with video.open("rb") as payload:
    accepted = expect(
        create_conversion.sync(
            client=client,
            body=CreateConversionFilesBody(
                file=File(payload=payload, file_name=name, mime_type="video/mp4"),
                quality=4,
                normalize=True,
                title="Größe",
            ),
        ),
        Conversion,
    )

deadline = time.monotonic() + 120
conversion = accepted
while conversion.state not in (ConversionState.COMPLETED, ConversionState.FAILED) and time.monotonic() < deadline:
    time.sleep(0.2)
    conversion = expect(get_conversion.sync(accepted.id, client=client), Conversion)
if conversion.state != ConversionState.COMPLETED:
    sys.exit(f"Not completed: {conversion}")
if (conversion.options.quality, conversion.options.normalize, conversion.options.title) != (4, True, "Größe"):
    sys.exit(f"Other options: {conversion.options}")

whole = expect(download_mp_3.sync(accepted.id, client=client), File).payload.read()
part = download_mp_3.sync_detailed(accepted.id, client=client, range_="bytes=100-199")
if (part.status_code, part.parsed.payload.read()) != (206, whole[100:200]):
    sys.exit(f"Not the range: {part.status_code} {part.headers}")
if conversion.mp3.size_bytes != len(whole):
    sys.exit(f"{len(whole)} bytes instead of {conversion.mp3}")
mp3.write_bytes(whole)

if find() != [accepted.id]:
    sys.exit(f"The list has {find()}")
delete_conversion.sync_detailed(accepted.id, client=client)
if find():
    sys.exit("It is still in the list")
gone = expect(get_conversion.sync(accepted.id, client=client), Problem)
if gone.code != "no-such-conversion":
    sys.exit(f"The problem is {gone}")
