using System.Globalization;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Batches;

/// <summary>More rows of a batch are wrong than may be.</summary>
/// <param name="wrong">How many are.</param>
/// <param name="rows">Of how many.</param>
/// <param name="most">How many may be.</param>
internal sealed class TooManyErrorsException(long wrong, long rows, ErrorLimit most)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{wrong} of {CountText.Of(rows, "row")} {(wrong == 1 ? "is" : "are")} wrong, and {most} may be: nothing was written"));
