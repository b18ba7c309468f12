using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment;

/// <summary>Names of images that mean one image for ever: registry, repository and digest. Tags are not among them: what they mean can change.</summary>
internal static partial class PinnedImageName
{
    /// <summary>What is wrong with a text that is no such name.</summary>
    public static string Problem(string image) =>
        $"image '{image}': registry/repository@sha256: and 64 hexadecimal digits are needed; tags are not taken, what they mean can change";

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsValid(string image) => Name().IsMatch(image);

    [GeneratedRegex(
        @"^(?=[^/]*[.:]|localhost/)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+@sha256:[0-9a-f]{64}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
