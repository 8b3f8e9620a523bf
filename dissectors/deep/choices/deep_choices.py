"""What the user chose for tshark: preferences, Decode As, keys, profile; all deep decoders of a capture share it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dissectors.deep.choices.decode_as import DecodeAs
from dissectors.deep.choices.key_log import KeyLogError, key_log_state, read_key_log


@dataclass(frozen=True, slots=True)
class DeepChoices:
    """How tshark is to decode. Two that are equal lead to the same answers, but for key logs, which grow."""

    preferences: tuple[str, ...] = ()
    """Each "name:value", as for tshark's -o."""
    decode_as: tuple[DecodeAs, ...] = ()
    key_logs: tuple[Path, ...] = ()
    """Files of TLS secrets, as browsers write them for SSLKEYLOGFILE; one that is not there yet may come."""
    profile: str | None = None
    """The user's own Wireshark profile, "Default" for the one without a name; None: Wireshark's defaults."""
    resolve_names: bool = False
    tshark_path: str | None = None
    """Where tshark is; None: where programs are looked for."""

    def parameters(self) -> list[str]:
        """For tshark's command line; the keys are not among them, see `secrets`."""
        parameters = self.profile_parameters()
        if not self.resolve_names:
            parameters.append("-n")
        for preference in self.preferences:
            parameters += ["-o", preference]
        for decision in self.decode_as:
            if not decision.is_native_only:
                parameters += ["-d", decision.parameter]
        return parameters

    def profile_parameters(self) -> list[str]:
        """The profile, as every program of Wireshark's takes it."""
        return ["-C", self.profile] if self.profile is not None and self.profile != "Default" else []

    def secrets(self) -> bytes:
        """The text of all key logs as they are now, for a decryption-secrets block; one that cannot be read is left
        out, `key_log_problems` tells."""
        texts = []
        for path in self.key_logs:
            try:
                texts.append(read_key_log(path))
            except KeyLogError:
                continue
        return b"".join(texts)

    def key_log_states(self) -> tuple[tuple[int, int] | None, ...]:
        """When each key log changed last, and its size; None for one that is not there. Others mean other keys."""
        return tuple(key_log_state(path) for path in self.key_logs)

    def key_log_problems(self) -> list[str]:
        """A sentence for each key log that gives no keys now."""
        problems = []
        for path in self.key_logs:
            try:
                read_key_log(path)
            except KeyLogError as error:
                problems.append(str(error))
        return problems
