using System.Text.Json;
using System.Text.Unicode;
using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Rpc;

/// <summary>Goes through the calls of a body: one, or a list of them.</summary>
internal sealed class RpcCalls
{
    private const int MostCalls = 10_000;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly JsonElements? _list;
    private bool _isOver;

    private RpcCalls(ReadOnlyMemory<byte> body, JsonElements? list)
    {
        _body = body;
        _list = list;
    }

    /// <summary>Whether the body is a list.</summary>
    public bool IsBatch => _list is not null;

    /// <summary>Checks the grammar of a body.</summary>
    /// <exception cref="RpcError">It is no JSON, or an empty list.</exception>
    public static RpcCalls Of(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) throw new RpcError(RpcError.NoJson, "not JSON: the body is not UTF-8");
        try
        {
            var reader = new Utf8JsonReader(JsonLiterals.Cut(body.Span));
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isList = reader.TokenType == JsonTokenType.StartArray;
            if (isList) RequireSomeCalls(Count(ref reader));
            else reader.Skip();
            if (reader.Read()) throw new RpcError(RpcError.NoJson, "not JSON: something follows the call");
            return new RpcCalls(body, isList ? new JsonElements(body, start) : null);
        }
        catch (JsonException wrong)
        {
            throw new RpcError(RpcError.NoJson, $"not JSON: {JsonLiterals.Of(wrong)}");
        }
    }

    private static long Count(ref Utf8JsonReader reader)
    {
        long count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) reader.Skip();
        return count;
    }

    // A wrong call is three bytes, its answer a hundred.
    private static void RequireSomeCalls(long count)
    {
        if (count == 0) throw new RpcError(RpcError.NoCall, "the list of calls is empty");
        if (count > MostCalls) throw new RpcError(RpcError.NoCall, $"the list has {count} calls; allowed are {MostCalls}: score_batch takes any number of rows");
    }

    /// <summary>The next call; null at the end.</summary>
    public RpcCall? Next()
    {
        if (_list is not null) return _list.Next() is { } part ? RpcCall.Read(part) : null;
        if (_isOver) return null;
        _isOver = true;
        return RpcCall.Read(_body);
    }
}
