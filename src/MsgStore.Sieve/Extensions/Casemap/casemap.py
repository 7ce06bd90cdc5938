#!/usr/bin/env python3
"""Writes casemap.txt: what each character becomes that RFC 5051 §2 changes, from the Unicode data of this Python.

A line is the character and its result, as hexadecimal code points. The titlecase mapping of a character is taken once, then decompositions (with or
without a tag) until none is left; Hangul syllables stay, since their decompositions are no data of the file that the RFC names.

    python3 casemap.py > casemap.txt
"""
import sys
import unicodedata


def decompose(char):
    mapping = [part for part in unicodedata.decomposition(char).split() if not part.startswith("<")]
    return "".join(decompose(chr(int(part, 16))) for part in mapping) or char


def fold(char):
    title = char.title()
    # What takes several characters is no simple mapping.
    return decompose(title if len(title) == 1 else char)


for number in range(0x80, sys.maxunicode + 1):
    if 0xD800 <= number < 0xE000:
        continue
    folded = fold(chr(number))
    if folded != chr(number):
        print(f"{number:04X}", *(f"{ord(char):04X}" for char in folded))
