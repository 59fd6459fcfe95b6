"""Keys in files of any kind: `configlint secrets`, and what the rule about committed keys looks with.

From left to right: `sources` and `index` give the bytes of files, `candidates` the stretches of them that may be keys,
`judging` tells which of those are, with what `surroundings` (names, tables, hosts around them) and `randomness` say.

The modules on the way of a file without any key import nothing that such a run could do without, not even typing: the
run stands between a person and a commit, and imports are most of what it costs.
"""
