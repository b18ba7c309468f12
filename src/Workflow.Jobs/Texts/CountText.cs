using System.Globalization;

namespace Workflow.Jobs.Texts;

/// <summary>Counted things in words: <c>1 fold</c>, <c>5 folds</c>.</summary>
public static class CountText
{
    /// <summary>How many there are of a thing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one of them is called; several of them have an s behind it.</param>
    public static string Of(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : one + "s")}");
}
