"""Makes calls with code that thrift has generated.

usage: generated_client.py GENERATED PORT TRANSPORT PROTOCOL <CALLS >ANSWERS

Calls are a JSON list of [method, argument...]; rows are objects of fields. Answers are a list of {"result": ...}, numbers as
the hexadecimal digits of their bits, or {"error": [type, message]}.
"""

import json
import struct
import sys

generated, port, transport_name, protocol_name = sys.argv[1:]
sys.path.insert(0, generated)

from h2oai_scoring import ScoringService
from h2oai_scoring.ttypes import Row
from thrift.protocol import TBinaryProtocol
from thrift.Thrift import TApplicationException
from thrift.transport import TSocket, TTransport

TRANSPORTS = {"buffered": TTransport.TBufferedTransport, "framed": TTransport.TFramedTransport}
PROTOCOLS = {
    "strict": TBinaryProtocol.TBinaryProtocol,
    "old": lambda transport: TBinaryProtocol.TBinaryProtocol(transport, strictRead=False, strictWrite=False),
    "accelerated": lambda transport: TBinaryProtocol.TBinaryProtocolAccelerated(transport, fallback=False),
}


def argument(value):
    if isinstance(value, dict):
        return Row(**value)
    return [argument(item) for item in value] if isinstance(value, list) else value


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if hasattr(value, "thrift_spec"):
        return {name: plain(item) for name, item in vars(value).items() if item is not None}
    return struct.pack(">d", value).hex() if isinstance(value, float) else value


def answer(client, method, *arguments):
    try:
        return {"result": plain(getattr(client, method)(*map(argument, arguments)))}
    except TApplicationException as error:
        return {"error": [error.type, error.message]}


transport = TRANSPORTS[transport_name](TSocket.TSocket("127.0.0.1", int(port)))
client = ScoringService.Client(PROTOCOLS[protocol_name](transport))
transport.open()
json.dump([answer(client, *call) for call in json.load(sys.stdin)], sys.stdout)
transport.close()
