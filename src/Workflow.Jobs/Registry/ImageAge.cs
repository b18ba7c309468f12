using System.Text;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Jobs.Registry;

/// <summary>Which of two images of one version is the newer one: by what was signed of where they come from.</summary>
internal static class ImageAge
{
    /// <summary>Whether an image is newer than the one that a version has.</summary>
    /// <param name="version">Name of the version, for messages.</param>
    /// <param name="present">Digest of the image that it has.</param>
    /// <param name="ofPresent">What was said of that.</param>
    /// <param name="other">Digest of the other image.</param>
    /// <param name="ofOther">What was said of that.</param>
    /// <exception cref="ImageException">That cannot be decided.</exception>
    public static bool IsNewer(string version, string present, IReadOnlyList<ImageStatement> ofPresent, string other, IReadOnlyList<ImageStatement> ofOther)
    {
        (DateTimeOffset? before, DateTimeOffset? after) = (FinishedOn(ofPresent), FinishedOn(ofOther));
        if (before is { } built && after is { } builtAgain && built != builtAgain) return builtAgain > built;
        throw new ImageException(
            $"{version} has the image {present} here, and {other} is another image of the same version: their provenance does not say which one is newer "
            + $"({Text(before)}; {Text(after)}). Nothing was changed. Build and sign the one that is right again");
    }

    private static DateTimeOffset? FinishedOn(IReadOnlyList<ImageStatement> said)
    {
        if (said.FirstOrDefault(statement => statement.PredicateType == PredicateTypes.Provenance) is not { } provenance) return null;
        return ProvenancePredicate.FinishedOn(InTotoStatement.Read(SignedStatement.Read(Encoding.UTF8.GetBytes(provenance.Envelope)).Document));
    }

    private static string Text(DateTimeOffset? finished) => finished is { } at ? $"built {at:yyyy-MM-dd HH:mm:ss}" : "not said when it was built";
}
