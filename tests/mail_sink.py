"""`python -m tests.mail_sink [--port N] [--folder DIR] [--hang-up-after N] [--wait SECONDS]`.

A mail server in a process of its own that takes every mail, says "ready PORT" and, if it has a
folder, keeps each mail there as it came. It may hang up after every so many mails, as some
servers do, and may wait before it says that it took a mail.
"""

import argparse
import asyncio
from asyncio import StreamReader, StreamWriter
from itertools import count
from pathlib import Path

ANSWERS = {b"EHLO": b"250 hello", b"QUIT": b"221 bye", b"DATA": b"354 go on"}
END = b"\r\n.\r\n"


class Sink:
    """Takes mails, over any number of connections."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.number = count(1)

    async def talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer one connection until it ends, or until it brought as many mails as it may."""
        writer.write(b"220 here\r\n")
        taken = 0
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            writer.write(ANSWERS.get(verb, b"250 fine") + b"\r\n")
            if verb == b"QUIT":
                break
            if verb == b"DATA":
                await self.take(await reader.readuntil(END))
                if taken == self.options.hang_up_after:
                    break
                taken += 1
                writer.write(b"250 taken\r\n")
        writer.close()

    async def take(self, mail: bytes) -> None:
        """Keep a mail under the next number; then wait, with the mail kept and nothing said."""
        number = next(self.number)
        if self.options.folder:
            (self.options.folder / f"{number:05d}.eml").write_bytes(mail.removesuffix(END))
        if self.options.wait:
            await asyncio.sleep(self.options.wait)


async def serve(options: argparse.Namespace) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(
        Sink(options).talk, "127.0.0.1", options.port, limit=2**24, reuse_address=True
    )
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--hang-up-after", type=int, default=-1)
    parser.add_argument("--wait", type=float, default=0)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
