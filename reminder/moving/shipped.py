"""Texts that come with another program, and only look like the person's own.

They belong to that program, so they are known here by the first digits of their SHA-256, as its settings have them.
"""

import hashlib

_DIGITS = 6
_STRETCHLY = """
0223d0 096219 0be4e3 14b3f1 18aba8 1916ca 1cd85e 1e12da 218fc5 23b347 240859 2875b6 28f719 2dd4aa 337679 35a8c7
36aa21 3918ef 3b592f 43b9a3 455f5b 480c0e 49dee4 50302f 529ea7 548039 563c43 591ddb 5c461c 5d4f1f 6435df 6a63d4
6b9e05 773751 7ac4a8 7e825c 7fe5d2 8195d2 829952 861970 867310 8ba6f9 989efe 9b3e71 9c6de0 a08743 a18ca2 a7d48c
b50906 b6e6bc bda201 c8217e c98e0b d04a0d d3df28 d4d44f d652da d6ac71 da4985 da4ed4 db3d65 db45cc df4447 e90bfa
eb83fe f1f250 f40e1e f8de57 f9fc24 fe2332
"""
"""Its `app/utils/defaultBreakIdeas.js` and `defaultMicrobreakIdeas.js` of 2024, and those of 2020."""
_SAFE_EYES = """
058529 1cc3ca 24d8d0 295000 31bdea 37d8d7 3c993a 4e38b9 5b1160 7fd044 85292a 86ec62 8756bc 8c4e17 8ccd04 8ea616
9e75e3 aa78c5 b15090 b2b49e b6772d b7b391 c573cf d29e3b d97cd4 e27f7f e5fe66 e9247a f57154
"""
"""Its `config/safeeyes.json` of the versions 1.2.2, 2.0.6, 2.1.5, 3.0.0, 3.4.1 and 3.5.0."""
_ENTRACTE = """
0334db 06a8aa 0a1755 0d4cbe 10bfce 13674b 19816d 198e7b 1cf475 1d2830 1f875c 22f9ae 29a464 29a5bf 2d68ee 2eb064
32d600 382cf0 39ecea 43a78c 473c06 479c8d 4a94ca 4c0c8d 4d99b6 5312c3 53be56 597580 5e4716 68107b 68a6a9 731bdd
78526f 7a271f 7ad176 7db62c 81a254 83528d 89b655 8a6dad 8b6797 8d1bf6 909268 90b799 9239ce 9e8b07 9fb269 a355b1
a60e82 a8ca10 b8756f b8bdc2 cc2362 ccace6 ced2fa d16e33 d1fb3b dd0f0e e97440 eb6cd2 edc55e fae3b2 fd15f5 fd2654
fd4f3b
"""
"""The hints of short and long breaks in `src-tauri/src/scheduler/settings.rs` of 0.0.12."""
_BREAKTIMER = "5919d5 92ab17 ff9c19"
"""Its `defaultSettings`, 1.0 to 2.1."""
_KNOWN = frozenset(f"{_STRETCHLY} {_SAFE_EYES} {_BREAKTIMER} {_ENTRACTE}".split())


def is_shipped(text: str) -> bool:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_DIGITS] in _KNOWN
