#!/usr/bin/env python3
"""Looks at what is on the virtual screen.

Xvfb keeps its picture in a file (-fbdir); reading that file costs a few milliseconds, so waiting for a screen does
not slow down the program that draws it. Nothing but Python's own library is used.

    frame.py count FILE RRGGBB...             how many pixels have each colour
    frame.py keep FILE COPY                   the picture as it is now, for comparing later
    frame.py differ FILE COPY                 how many pixels differ from a kept picture
    frame.py wait FILE SECONDS CONDITION...   until all hold; prints since when, in milliseconds of the Unix clock;
                                              ends with 1 when the time is over

Conditions: shows:RRGGBB:N   at least N pixels have this colour
            lacks:RRGGBB:N   fewer than N pixels have it
            left:COPY:N      at least N pixels differ from a kept picture
            like:COPY:N      fewer than N pixels differ from it
            still:MS         nothing has changed for so many milliseconds
"""

import array
import operator
import struct
import sys
import time

HEADER = struct.Struct(">25I")
PAUSE_S = 0.015


def read(file):
    with open(file, "rb") as opened:
        return opened.read()


def pixels_of(raw):
    """The pixels as numbers 0xRRGGBB, row by row. The format is that of xwd."""
    header = HEADER.unpack_from(raw)
    header_size, width, height = header[0], header[4], header[5]
    is_big_endian, bits, row_bytes, colours = header[7] == 1, header[11], header[12], header[19]
    if bits != 32 or row_bytes != width * 4:
        sys.exit(f"the screen has {bits} bits in rows of {row_bytes} bytes; 24 bits in 32 are expected")
    begin = header_size + colours * 12
    pixels = array.array("I", raw[begin:begin + row_bytes * height])
    if is_big_endian != (sys.byteorder == "big"):
        pixels.byteswap()
    return pixels


def count(pixels, colour):
    """Programs may leave the unused byte of a pixel empty or full."""
    value = int(colour, 16)
    return pixels.count(value) + pixels.count(value | 0xFF000000)


def differing(pixels, copy):
    kept = pixels_of(read(copy))
    if pixels == kept:
        return 0
    return sum(map(operator.ne, pixels, kept))


def holds(condition, pixels):
    kind, what, least = condition.split(":")
    if kind == "shows":
        return count(pixels, what) >= int(least)
    if kind == "lacks":
        return count(pixels, what) < int(least)
    if kind == "left":
        return differing(pixels, what) >= int(least)
    if kind == "like":
        return differing(pixels, what) < int(least)
    sys.exit(f"no such condition: {condition}")


def wait(file, seconds, conditions):
    still = [condition for condition in conditions if condition.startswith("still:")]
    still_s = max((int(condition.split(":")[1]) / 1000 for condition in still), default=0)
    conditions = [condition for condition in conditions if condition not in still]
    ends = time.time() + seconds
    before = changed = None
    all_hold = False
    while True:
        raw = read(file)
        now = time.time()
        # A picture that has not changed is not looked at again: waiting must not take the processor from the program.
        if raw != before:
            before, changed = raw, now
            pixels = pixels_of(raw)
            all_hold = all(holds(condition, pixels) for condition in conditions)
        if all_hold and now - changed >= still_s:
            print(round(changed * 1000))
            return
        if now > ends:
            print(f"not seen within {seconds} s: {' '.join(conditions + still)}", file=sys.stderr)
            sys.exit(1)
        time.sleep(PAUSE_S)


def main():
    match sys.argv[1:]:
        case ["count", file, *colours]:
            pixels = pixels_of(read(file))
            print(*(count(pixels, colour) for colour in colours))
        case ["keep", file, copy]:
            with open(copy, "wb") as kept:
                kept.write(read(file))
        case ["differ", file, copy]:
            print(differing(pixels_of(read(file)), copy))
        case ["wait", file, seconds, *conditions]:
            wait(file, float(seconds), conditions)
        case _:
            sys.exit(__doc__)


main()
