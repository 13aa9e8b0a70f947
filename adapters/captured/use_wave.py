# SPDX-License-Identifier: MIT
"""wave, in memory: written, read back, and three that are broken."""

import io
import wave


def write(stream, frames, width):
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(8000)
        sound.writeframes(frames)


for width in (1, 2, 3):
    stream = io.BytesIO()
    write(stream, bytes(range(6 * width)), width)
    stream.seek(0)
    with wave.open(stream) as sound:
        assert sound.getnframes() == 6
        assert sound.readframes(2) == bytes(range(2 * width))
        sound.setpos(5)
        assert sound.readframes(9) == bytes(range(5 * width, 6 * width))
        sound.rewind()

stream = io.BytesIO()
sound = wave.open(stream, "wb")
sound.setparams((2, 2, 44100, 0, "NONE", "not compressed"))
sound.writeframesraw(bytearray(8))
sound.writeframes(memoryview(b"abcdefgh").cast("H"))
sound.close()
contents = stream.getvalue()
for broken in (contents[:10], b"RIFX" + contents[4:], contents[:20] + b"\x55" + contents[21:]):
    try:
        wave.open(io.BytesIO(broken)).readframes(1)
    except (EOFError, wave.Error):
        pass
    else:
        raise AssertionError("a broken file was read")
