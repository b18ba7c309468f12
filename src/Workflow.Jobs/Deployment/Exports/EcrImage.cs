using System.Text.RegularExpressions;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>Where an image is in Amazon's registry, the only one that Lambda and SageMaker take images from; and of the same region.</summary>
/// <param name="Account">Number of the account.</param>
/// <param name="Region">Region of the registry.</param>
/// <param name="Partition">Which of Amazon's clouds: <c>aws</c>, or <c>aws-cn</c> for China.</param>
internal sealed partial record EcrImage(string Account, string Region, string Partition)
{
    /// <summary>Reads the registry of an image.</summary>
    /// <returns>Null where it is another registry than Amazon's.</returns>
    public static EcrImage? TryParse(ImageName image)
    {
        Match match = Registry().Match(image.Registry);
        return match.Success ? new EcrImage(match.Groups["account"].Value, match.Groups["region"].Value, match.Groups["china"].Success ? "aws-cn" : "aws") : null;
    }

    /// <summary>What is wrong with an image for a service of a region.</summary>
    /// <param name="request">The version.</param>
    /// <param name="service">Who is to take the image.</param>
    /// <param name="region">The region; null for that of the image.</param>
    public static IEnumerable<string> Problems(ExportRequest request, string service, string? region)
    {
        if (region is not null && !RegionName().IsMatch(region)) yield return $"region '{region}': a name such as eu-central-1 is needed";
        else if (TryParse(request.Image) is not { } image) yield return $"image '{request.Image.Registry}/{request.Image.Repository}': {service} {Remedy(request, region ?? "REGION")}";
        else if (region is not null && region != image.Region) yield return $"image '{request.Image.Registry}/{request.Image.Repository}': it is in {image.Region}, and {service} {Remedy(request, region)}";
    }

    private static string Remedy(ExportRequest request, string region) =>
        $"takes images from Amazon ECR of its own region alone, ACCOUNT.dkr.ecr.{region}.amazonaws.com/REPOSITORY: push it there first, "
        + $"./workflow image push {request.Version} ACCOUNT.dkr.ecr.{region}.amazonaws.com/{request.Model}, and name that by --image";

    [GeneratedRegex(@"\A(?<account>[0-9]{12})\.dkr\.ecr\.(?<region>[a-z]{2}(-[a-z]+)+-[0-9])\.amazonaws\.com(?<china>\.cn)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Registry();

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]+)+-[0-9]\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();
}
