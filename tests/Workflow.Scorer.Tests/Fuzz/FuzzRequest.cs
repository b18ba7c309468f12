using System.Text;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>A request as it arrives behind the server's own parser.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, decoded.</param>
/// <param name="Body">The body.</param>
internal sealed record FuzzRequest(string Method, string Path, byte[] Body)
{
    /// <summary>The query with its question mark; empty for none.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>The headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether the length of the body is told.</summary>
    public bool HasLength { get; init; } = true;

    /// <summary>Whether it is one of HTTP/2, as gRPC has it.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>The request as a text from which it can be made again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Method} {Path}{Query}{(IsHttp2 ? " by HTTP/2" : string.Empty)}{(HasLength ? string.Empty : " without a length")}\n");
        foreach ((string name, string value) in Headers) text.Append(name).Append(": ").AppendLine(value);
        const int most = 4096;
        return text.Append(Body.Length).Append(" bytes of a body, base64: ").Append(Convert.ToBase64String(Body.AsSpan(0, Math.Min(most, Body.Length)))).Append(Body.Length > most ? "..." : string.Empty).ToString();
    }
}
