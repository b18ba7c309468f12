"""Makes calls by gRPC: client.py GENERATED ADDRESS [CERTIFICATE] < calls, JSON on both sides

A call: {"method", "requests": [message, ...], "metadata": {}, "timeout": seconds, "compressed": bool}; messages as proto3 has them in JSON.
An answer: {"code", "details", "responses": [message, ...], "headers": {}}.
"""
import json
import sys

import grpc

sys.path.insert(0, sys.argv[1])
import inference_pb2 as messages  # noqa: E402
from google.protobuf import json_format  # noqa: E402

STREAMED = "ModelStreamInfer"


def call(channel, asked):
    method = asked["method"]
    request = messages.ModelInferRequest if method == STREAMED else getattr(messages, method + "Request", messages.ServerLiveRequest)
    response = getattr(messages, method + "Response", messages.ServerLiveResponse)
    kind = channel.stream_stream if method == STREAMED else channel.unary_unary
    stub = kind(f"/inference.GRPCInferenceService/{method}", request.SerializeToString, response.FromString)
    options = {
        "metadata": list(asked.get("metadata", {}).items()),
        "timeout": asked.get("timeout", 60),
        "compression": grpc.Compression.Gzip if asked.get("compressed") else None,
    }
    requests = [json_format.ParseDict(message, request()) for message in asked["requests"]]
    answers = []
    try:
        if method == STREAMED:
            started = stub(iter(requests), **options)
            answers.extend(started)
        else:
            answer, started = stub.with_call(requests[0], **options)
            answers.append(answer)
    except grpc.RpcError as refused:
        started = refused
    return {
        "code": started.code().name,
        "details": started.details(),
        "responses": [json_format.MessageToDict(answer, preserving_proto_field_name=True) for answer in answers],
        "headers": {key: value for key, value in started.initial_metadata() or ()},
    }


if len(sys.argv) > 3:
    with open(sys.argv[3], "rb") as certificate:
        channel = grpc.secure_channel(sys.argv[2], grpc.ssl_channel_credentials(certificate.read()))
else:
    channel = grpc.insecure_channel(sys.argv[2])
with channel:
    json.dump([call(channel, asked) for asked in json.load(sys.stdin)], sys.stdout)
