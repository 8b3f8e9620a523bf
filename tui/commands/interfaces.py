"""`remora interfaces`: where this machine can capture, and whether this user may."""

from __future__ import annotations

import json

import click

from tui.exit_status import DONE


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(as_json: bool) -> int:
    """List the interfaces with their addresses, and say whether this user may capture."""
    from tui.capture.interfaces import list_interfaces
    from tui.capture.permission import capture_permission
    from tui.printing.visible import visible

    permission = capture_permission()
    interfaces = list_interfaces()
    width = max((len(interface.name) for interface in interfaces), default=0)
    for interface in interfaces:
        if as_json:
            described = {
                "name": interface.name,
                "addresses": interface.addresses,
                "up": interface.is_up,
                "description": interface.description,
                "may_capture": permission.allowed,
            }
            click.echo(json.dumps(described))
            continue
        state = "up  " if interface.is_up else "down"
        about = f"  {', '.join(interface.addresses) or '-'}  ({interface.description or 'interface'})"
        click.echo(visible(f"{interface.name:<{width}}  {state}{about}"))
    if as_json:
        return DONE
    if permission.allowed:
        click.echo(f"\nThis user may capture, by {permission.engine}.")
    else:
        click.echo(f"\nThis user may not capture: {permission.reason}.")
        for remedy in permission.remedies:
            click.echo(f"    {remedy}")
    return DONE
