"""Cisco MetaData: a security group's number, put before the packet by Cisco's switches."""

from __future__ import annotations

from dissectors.fields import u8, u16
from dissectors.header import Header
from dissectors.names.ethertypes import ETHERTYPES
from dissectors.protocol import Protocol

GROUP_EXPLANATION = "The sender's security group, by which switches decide what may pass."


class MetaDataHeader(Header):
    """Behind an Ethernet header, ethertype 0x8909."""

    version = u8("cmd.version", "Version")
    length = u8("cmd.length", "Length")
    options = u16("cmd.options", "Options", hex_digits=4)
    group = u16("cmd.sgt", "SGT", explain=GROUP_EXPLANATION)
    type = u16("cmd.type", "Type", values=ETHERTYPES, hex_digits=4)


class TunnelledMetaDataHeader(Header):
    """In GRE, where the type comes first."""

    type = u16("cmd.type", "Type", values=ETHERTYPES, hex_digits=4)
    version = u8("cmd.version", "Version")
    length = u8("cmd.length", "Length")
    options = u16("cmd.options", "Options", hex_digits=4)
    group = u16("cmd.sgt", "SGT", explain=GROUP_EXPLANATION)


CMD = Protocol(
    name="cmd",
    title="Cisco MetaData",
    short="CMD",
    limitations=("more than one option is not decoded",),
    explain="Tells which security group a packet comes from.",
    header=MetaDataHeader,
    rides_on=(("ethertype", 0x8909),),
    next=lambda h: (("ethertype", h.type),),
    info=lambda layer: f"Security group {layer.header.group}",
)
TUNNELLED_CMD = Protocol(
    name="cmd.gre",
    title="Cisco MetaData",
    short="CMD",
    also=("cmd",),
    stack="cmd",
    limitations=("more than one option is not decoded",),
    explain="Tells which security group a packet comes from.",
    header=TunnelledMetaDataHeader,
    rides_on=(("gre.proto", 0x8909),),
    next=lambda h: (("ethertype", h.type),),
    info=lambda layer: f"Security group {layer.header.group}",
)

PROTOCOLS = (CMD, TUNNELLED_CMD)
