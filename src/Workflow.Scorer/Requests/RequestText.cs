using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Texts of a request that must be there.</summary>
internal static class RequestText
{
    /// <summary>The name that the reader stands on.</summary>
    /// <exception cref="RequestException">It is no text.</exception>
    public static ReadOnlySpan<byte> Name(ref Utf8JsonReader reader) =>
        RecordText.TryUnescape(ref reader, out ReadOnlySpan<byte> name) ? name : throw new RequestException($"a name {RecordText.NoText}");
}
