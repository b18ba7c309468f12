using System.Globalization;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Predictions;

/// <summary>Identifier of a prediction: that of its request, a slash and the number of its row in the request.</summary>
/// <param name="Request">UUID, version 7, in lower case.</param>
/// <param name="Row">The row.</param>
public readonly partial record struct PredictionId(string Request, long Row)
{
    /// <summary>Reads an identifier; null where the text is none. There is one text for each.</summary>
    public static PredictionId? Parse(string text)
    {
        if (!Form().IsMatch(text)) return null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return new PredictionId(text[..slash], long.Parse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>When the identifier of the request was made (RFC 9562, 5.7).</summary>
    internal long MadeAt => long.Parse(string.Concat(Request.AsSpan(0, 8), Request.AsSpan(9, 4)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Request}/{Row}");

    [GeneratedRegex(@"\A[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/(0|[1-9][0-9]{0,17})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
