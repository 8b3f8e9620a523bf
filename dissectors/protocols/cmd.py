"""Cisco MetaData: a security group's number, put before the packet by Cisco's switches."""

from __future__ import annotations

from dissectors.fields import u8, u16
from dissectors.header import Header
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import Protocol


class MetaDataHeader(Header):
    """Ethertype 0x8909, with one option, as Cisco's tunnels carry it."""

    version = u8("cmd.version", "Version")
    length = u8("cmd.length", "Length")
    options = u16("cmd.options", "Options", hex_digits=4)
    group = u16("cmd.sgt", "SGT", explain="The sender's security group, by which switches decide what may pass.")
    type = u16("cmd.type", "Type", values=ETHERTYPES, hex_digits=4)


CMD = Protocol(
    name="cmd",
    title="Cisco MetaData",
    short="CMD",
    limitations=("More than one option is not decoded.",),
    explain="Tells which security group a packet comes from.",
    header=MetaDataHeader,
    rides_on=(("ethertype", 0x8909), ("gre.proto", 0x8909)),
    next=lambda h: (("ethertype", h.type),),
    info=lambda layer: f"Security group {layer.header.group}",
)

PROTOCOLS = (CMD,)
