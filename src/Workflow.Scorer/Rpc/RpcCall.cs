using System.Text.Json;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Rpc;

/// <summary>
/// One call. Callers that say <c>"jsonrpc": "2.0"</c> are answered as that specification wants it. Driverless AI's clients do not say it: a call of theirs
/// has an identifier always, and errors have the code 1.
/// </summary>
internal sealed class RpcCall
{
    private const int CodeOfOldErrors = 1;

    private static readonly string[] Names = ["jsonrpc", "id", "method", "params"];

    private ReadOnlyMemory<byte> _id;

    private RpcCall()
    {
    }

    /// <summary>Whether the caller said which version it speaks.</summary>
    public bool IsVersioned { get; private set; } = true;

    /// <summary>Whether nobody waits for an answer.</summary>
    public bool IsNotification { get; private set; }

    /// <summary>The method; null where <see cref="Wrong"/> says why there is none.</summary>
    public string? Method { get; private set; }

    /// <summary>The parameters; null for none.</summary>
    public ReadOnlyMemory<byte>? Parameters { get; private set; }

    /// <summary>What is wrong with the call itself; null where nothing is.</summary>
    public RpcError? Wrong { get; private set; }

    /// <summary>A call that could not even be read.</summary>
    public static RpcCall Unreadable(RpcError wrong) => new() { Wrong = wrong };

    /// <summary>Reads a call.</summary>
    /// <param name="part">JSON whose grammar was checked.</param>
    public static RpcCall Read(ReadOnlyMemory<byte> part)
    {
        var call = new RpcCall();
        try
        {
            call.Read(JsonMembers.Find(part, Names, "a JSON object with \"id\", \"method\" and \"params\"", areOthersAllowed: true));
        }
        catch (RequestException wrong)
        {
            call.Wrong = new RpcError(RpcError.NoCall, wrong.Message);
        }
        catch (RpcError wrong)
        {
            call.Wrong = wrong;
        }

        return call;
    }

    /// <summary>Writes what stands in front of the result or the error.</summary>
    public void WriteBegin(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        if (!_id.IsEmpty)
        {
            json.WritePropertyName("id");
            json.WriteRawValue(_id.Span, skipInputValidation: true);
        }
        else if (IsVersioned)
        {
            json.WriteNull("id");
        }
        else
        {
            json.WriteNumber("id", 0);
        }
    }

    /// <summary>Writes an answer that is an error.</summary>
    public void WriteError(Utf8JsonWriter json, RpcError error)
    {
        WriteBegin(json);
        json.WriteStartObject("error");
        json.WriteNumber("code", IsVersioned ? error.Code : CodeOfOldErrors);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Read(JsonMembers members)
    {
        IsVersioned = members.Has("jsonrpc");
        if (members.Part("id") is { } id) _id = IsIdentifier(id.Span) ? id : throw new RpcError(RpcError.NoCall, $"\"id\" must be a text or a number of at most {JsonMembers.LongestText} bytes");
        if (IsVersioned && members.Text("jsonrpc") != "2.0") throw new RpcError(RpcError.NoCall, "\"jsonrpc\" must be \"2.0\"");
        if (!IsVersioned && _id.IsEmpty) throw new RpcError(RpcError.NoCall, "\"id\" is missing");
        string method = members.Text("method") ?? throw new RpcError(RpcError.NoCall, "\"method\" is missing");
        IsNotification = IsVersioned && !members.Has("id");
        Parameters = members.Part("params");
        Method = method;
    }

    private static bool IsIdentifier(ReadOnlySpan<byte> token) =>
        token.Length <= JsonMembers.LongestText && (token[0] == (byte)'"' || token[0] == (byte)'-' || char.IsAsciiDigit((char)token[0]));
}
