using System.Globalization;
using Workflow.Api.Contracts;

namespace Workflow.Cli.Display;

/// <summary>Rehearsals in words.</summary>
internal static class RehearsalTexts
{
    /// <summary>A rehearsal in a line.</summary>
    public static string Of(RehearsalContract rehearsal) =>
        rehearsal.Left is { } left ? $"{Result(rehearsal)}. What was started for it could not be taken away, which is tried again: {left}" : Result(rehearsal);

    private static string Result(RehearsalContract rehearsal)
    {
        if (rehearsal.Problem is null) return string.Create(CultureInfo.InvariantCulture, $"going back to {rehearsal.Version} works: started from its image and proven in {rehearsal.Seconds:0.0} s");
        string last = rehearsal.LastGoodAt is { } good ? $"it last worked {ReceiptTexts.Time(good)}" : "it never has";
        return $"going back{(rehearsal.Version is { } version ? $" to {version}" : string.Empty)} would fail: {rehearsal.Problem} ({last})";
    }
}
