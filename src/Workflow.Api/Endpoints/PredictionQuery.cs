using System.Globalization;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Schedules;

namespace Workflow.Api.Endpoints;

/// <summary>Which predictions are asked for, as it stands in the address.</summary>
/// <param name="Endpoint">Name of an endpoint.</param>
/// <param name="Version">Name of a version, <c>model@7</c>, or the digest of its scoring pipeline file.</param>
/// <param name="Since">Made at this moment or later.</param>
/// <param name="Until">Made before this moment.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Before">Only what comes behind this one.</param>
internal sealed record PredictionQuery(string? Endpoint, string? Version, string? Since, string? Until, string? Limit, string? Before)
{
    private const int DigestLength = 64;

    /// <summary>What comes behind which one; null for the newest.</summary>
    /// <exception cref="BadHttpRequestException">It is no identifier.</exception>
    public PredictionId? BeforeId =>
        Before is null ? null : PredictionId.Parse(Before) ?? throw new BadHttpRequestException($"before: '{Before}' is no identifier of a prediction");

    /// <summary>The filter.</summary>
    /// <exception cref="BadHttpRequestException">A value is none, or there is no such version.</exception>
    public async Task<PredictionFilter> ToFilterAsync(VersionStore versions, CancellationToken cancellationToken) => new()
    {
        Endpoint = Endpoint,
        PipelineSha256 = Version is null ? null : await DigestAsync(Version, versions, cancellationToken).ConfigureAwait(false),
        Since = Moment("since", Since),
        Until = Moment("until", Until),
    };

    private static async Task<string> DigestAsync(string version, VersionStore versions, CancellationToken cancellationToken)
    {
        if (version.Length == DigestLength && version.All(char.IsAsciiHexDigitLower)) return version;
        string[] parts = version.Split('@', 2);
        long number = 0;
        bool isName = parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!isName) throw new BadHttpRequestException($"version: '{version}' is no version: model@7, or the SHA-256 of its scoring pipeline file");
        return (await versions.FindAsync(Projects.Default, parts[0], number, cancellationToken).ConfigureAwait(false))?.PipelineSha256
            ?? throw new BadHttpRequestException($"version: there is no version '{version}'");
    }

    private static DateTimeOffset? Moment(string name, string? text)
    {
        if (text is null) return null;
        return ScheduleMoment.Parse(text, TimeZoneInfo.Utc, isEnd: false)
            ?? throw new BadHttpRequestException($"{name}: '{text}' is no moment; allowed: a day, 2026-03-01, or a time in UTC, 2026-03-01T06:30:00Z");
    }
}
