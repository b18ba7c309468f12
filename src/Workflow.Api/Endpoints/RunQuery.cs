using System.Globalization;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Runs;
using Workflow.Training.Configuration;

namespace Workflow.Api.Endpoints;

/// <summary>What a request for runs asks for in its address.</summary>
internal static class RunQuery
{
    private static readonly string[] States = Enum.GetNames<RunState>();

    /// <summary>Which runs.</summary>
    /// <exception cref="BadHttpRequestException">A value is wrong; the message says what is allowed.</exception>
    public static RunFilter Filter(string? pipeline, string? state, string? tag, string? id) => new()
    {
        Pipeline = Name("pipeline", pipeline),
        State = State(state),
        Tag = Name("tag", tag),
        Id = Id("id", id),
    };

    /// <summary>An identifier of a run, or a part of one.</summary>
    /// <exception cref="BadHttpRequestException">It is none.</exception>
    public static string? Id(string key, string? text)
    {
        if (text is null || (text.Length > 0 && text.All(letter => char.IsAsciiHexDigit(letter) || letter == '-'))) return text?.ToLowerInvariant();
        throw new BadHttpRequestException($"{key}: '{text}' is no identifier of a run: those are made of 0-9, a-f and hyphens");
    }

    /// <summary>A number of a run's feed; 0 where there is none.</summary>
    /// <exception cref="BadHttpRequestException">It is no number.</exception>
    public static long Sequence(string key, string? text)
    {
        if (text is null) return 0;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)) return sequence;
        throw new BadHttpRequestException($"{key}: '{text}' is no whole number from 0: the number of the last item that was received");
    }

    private static RunState? State(string? text)
    {
        if (text is null) return null;
        if (States.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name) return Enum.Parse<RunState>(name);
        throw new BadHttpRequestException($"state: '{text}' is no state; {NearestName.Hint(text, States)}");
    }

    private static string? Name(string key, string? text) => text?.Length == 0 ? throw new BadHttpRequestException($"{key}: a name is expected") : text;
}
