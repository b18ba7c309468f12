using System.Globalization;
using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Grpc;

/// <summary>The time that a caller gives a call: up to eight digits and a unit in <c>grpc-timeout</c>.</summary>
internal static class GrpcTimeout
{
    /// <summary>The header.</summary>
    public const string Header = "grpc-timeout";

    private const int MostDigits = 8;

    // A timer takes no more; whoever waits longer waits for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(20);

    /// <summary>Reads the header.</summary>
    /// <returns>The time; null where any will do.</returns>
    /// <exception cref="RequestException">It is no time.</exception>
    public static TimeSpan? Read(string? header)
    {
        if (header is null) return null;
        double? seconds = header.Length is > 1 and <= MostDigits + 1 && uint.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
            ? count * SecondsOf(header[^1])
            : null;
        if (seconds is not { } known) throw new RequestException($"{Header} is '{RecordText.Quote(header)}'; expected are up to {MostDigits} digits and one of H, M, S, m, u, n");
        return known < Longest.TotalSeconds ? TimeSpan.FromSeconds(known) : null;
    }

    private static double? SecondsOf(char unit) => unit switch
    {
        'H' => 3600,
        'M' => 60,
        'S' => 1,
        'm' => 1e-3,
        'u' => 1e-6,
        'n' => 1e-9,
        _ => null,
    };
}
