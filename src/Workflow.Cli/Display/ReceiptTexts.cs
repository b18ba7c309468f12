using System.Globalization;
using Workflow.Api.Contracts;

namespace Workflow.Cli.Display;

/// <summary>Receipts in words.</summary>
internal static class ReceiptTexts
{
    private const int LongestReason = 100;

    /// <summary>A receipt in a cell of a table.</summary>
    /// <param name="receipt">The receipt; null where nobody has asked.</param>
    /// <param name="now">The time.</param>
    public static string Of(ReceiptContract? receipt, DateTimeOffset now) => receipt switch
    {
        null => "-",
        { State: "green", LastProvenAt: { } proven } => $"green, {Ago(now - proven)} ago",
        { Reason: { } reason } => $"{receipt.State} since {Time(receipt.Since)}: {Short(reason)}",
        _ => receipt.State,
    };

    /// <summary>A moment.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // A clock may be a little behind that of the database's other users.
    private static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d"),
    };

    private static string Short(string reason)
    {
        string first = reason.Split('\n', 2)[0];
        return first.Length <= LongestReason ? first : string.Concat(first.AsSpan(0, LongestReason), "…");
    }
}
