using System.Globalization;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>An amount in Kubernetes' notation: <c>250m</c>, <c>1.5</c>, <c>512Mi</c>, <c>2G</c>.</summary>
public static partial class Quantity
{
    private const decimal Binary = 1024;

    /// <summary>What an amount is, in processors or bytes.</summary>
    /// <returns>Null for a text that is no amount, or one too large to be meant.</returns>
    public static decimal? TryParse(string text)
    {
        Match match = Notation().Match(text);
        if (!match.Success) return null;
        decimal number = decimal.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return number * Unit(match.Groups["unit"].Value);
    }

    private static decimal Unit(string unit) => unit switch
    {
        "m" => 0.001m,
        "k" => 1_000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "T" => 1_000_000_000_000,
        "Ki" => Binary,
        "Mi" => Binary * Binary,
        "Gi" => Binary * Binary * Binary,
        "Ti" => Binary * Binary * Binary * Binary,
        _ => 1,
    };

    [GeneratedRegex(@"^(?<number>[0-9]{1,12}(\.[0-9]{1,9})?)(?<unit>m|k|M|G|T|Ki|Mi|Gi|Ti)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Notation();
}
