using System.Text.RegularExpressions;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>Where a service of Cloud Run lives. What nobody says is that of the image, as far as its name tells.</summary>
/// <param name="Region">The region; null where neither says it.</param>
/// <param name="Project">Id of the project; null where neither says it.</param>
internal sealed partial record CloudRunPlace(string? Region, string? Project)
{
    private const string ArtifactRegistry = "-docker.pkg.dev", ContainerRegistry = "gcr.io";

    /// <summary>The place that options and an image tell.</summary>
    public static CloudRunPlace Of(ImageName image, CloudRunOptions options)
    {
        string? region = image.Registry.EndsWith(ArtifactRegistry, StringComparison.Ordinal) ? image.Registry[..^ArtifactRegistry.Length] : null;
        return new CloudRunPlace(
            options.Region ?? (region is not null && RegionName().IsMatch(region) ? region : null),
            options.Project ?? (IsGoogles(image.Registry) ? image.Repository.Split('/')[0] : null));
    }

    /// <summary>What is wrong with it, and with the image's registry.</summary>
    public IEnumerable<string> Problems(ExportRequest request)
    {
        ImageName image = request.Image;
        bool isElsewhere = !IsGoogles(image.Registry) && image.Registry != ImageName.DockerHub;
        if (isElsewhere)
        {
            yield return $"image '{image.Registry}/{image.Repository}': Cloud Run takes images from Google's Artifact Registry and Docker Hub alone: push it there first, "
                + $"./workflow image push {request.Version} REGION-docker.pkg.dev/PROJECT/REPOSITORY/{request.Model}, and name that by --image";
        }

        // The name that such an image gets tells both.
        if (Region is null && !isElsewhere) yield return "region: the image's name tells none; name one by --region, such as europe-west1";
        else if (Region is not null && !RegionName().IsMatch(Region)) yield return $"region '{Region}': a name such as europe-west1 is needed";
        if (Project is null && !isElsewhere) yield return "project: the image's name tells none; name one by --project";
        else if (Project is not null && !ProjectName().IsMatch(Project)) yield return $"project '{Project}': 6 to 30 lower-case letters, digits and '-' are allowed, a letter first and no '-' at the end";
    }

    private static bool IsGoogles(string registry) =>
        registry.EndsWith(ArtifactRegistry, StringComparison.Ordinal) || registry == ContainerRegistry || registry.EndsWith($".{ContainerRegistry}", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z]+-[a-z]+[0-9]{1,2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{4,28}[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProjectName();
}
