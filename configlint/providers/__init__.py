"""The provider catalogue: who serves which wire API where, and what their keys look like.

Everything here is data that can be edited by hand: one file per vendor under ``data/``, key shapes in
``keys.toml`` and ``service_keys.toml``, dead hosts in ``hosts.toml``, model names in ``models.toml``.  The files under
``schema/`` say what every field means.
"""
