#!/usr/bin/env python3
"""Writes casemap.txt: what each character becomes that RFC 5051 §2 changes, from the Unicode data of this Python.

A line is the character and its result, as hexadecimal code points. The titlecase mapping and the decomposition (with or without a tag) of a character are
taken in turn until neither is left; Hangul syllables stay, since their decompositions are no data of the file that the RFC names.

    python3 casemap.py > casemap.txt
"""
import sys
import unicodedata


def step(text):
    result = ""
    for char in text:
        title = char.title()
        # What takes several characters is no simple mapping.
        char = title if len(title) == 1 else char
        mapping = [part for part in unicodedata.decomposition(char).split() if not part.startswith("<")]
        result += "".join(chr(int(part, 16)) for part in mapping) or char
    return result


def fold(text):
    while (next_text := step(text)) != text:
        text = next_text
    return text


for number in range(0x80, sys.maxunicode + 1):
    if 0xD800 <= number < 0xE000:
        continue
    folded = fold(chr(number))
    if folded != chr(number):
        print(f"{number:04X}", *(f"{ord(char):04X}" for char in folded))
