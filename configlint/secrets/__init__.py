"""Keys in files of any kind: `configlint secrets`, and what the rule about committed keys looks with.

`text_source` and `commits` give the text of files, `candidates` the parts of it that may be keys, and `classifier`
decides which of those are keys, with what `nearby` (names, tables, hosts around them) and `values` tell it.

The modules that a file without any key passes through import nothing that such a run could do without, not even typing:
the run stands between a person and a commit, and imports are most of what it costs.
"""
