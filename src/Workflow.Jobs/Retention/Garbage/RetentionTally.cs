using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage.Roots;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>Puts together what stays, project by project.</summary>
internal sealed class RetentionTally
{
    private readonly List<KeptVersion> _kept = [];
    private readonly List<(string Project, ModelVersion Version)> _unneeded = [];
    private readonly List<(string Project, ModelVersion Version)> _neededAgain = [];
    private readonly HashSet<string> _images = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pipelines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BuiltImage> _known = new(StringComparer.Ordinal);

    /// <summary>Runs that made versions that stay.</summary>
    public HashSet<string> Makers { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds images that are on record, whether or not a version has them still.</summary>
    public void Know(IEnumerable<BuiltImage> images)
    {
        foreach (BuiltImage image in images) _known.TryAdd(image.ManifestDigest, image);
    }

    /// <summary>Adds a project.</summary>
    public void Add(string project, IReadOnlyList<ModelVersion> versions, IReadOnlyList<RetentionClaim> claims)
    {
        foreach (RetentionClaim claim in claims) Add(claim);
        ILookup<string, RetentionClaim> byPipeline = claims.ToLookup(claim => claim.PipelineSha256, StringComparer.Ordinal);
        foreach (ModelVersion version in versions)
        {
            if (version.Image is { } image) _known[image.ManifestDigest] = image;
            RetentionClaim[] own = [.. byPipeline[version.PipelineSha256].Where(claim => claim.Model is null || claim.Model == version.Model)];
            if (own.Length > 0) Keep(project, version, own);
            else if (version.RemovedAt is null) _unneeded.Add((project, version));
        }
    }

    /// <summary>All of it.</summary>
    /// <param name="artifacts">The artifacts that stay for the sake of runs.</param>
    /// <param name="untouchedSince">What is younger stays too, whatever it is.</param>
    /// <param name="youngSince">What a user has fetched since then stays.</param>
    public Retained Sum(IReadOnlySet<string> artifacts, DateTimeOffset untouchedSince, DateTimeOffset youngSince) => new()
    {
        Kept = _kept,
        Unneeded = _unneeded,
        NeededAgain = _neededAgain,
        Images = _images,
        ServedImages = _served,
        KnownImages = _known,
        Artifacts = artifacts.Union(_pipelines, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal),
        UntouchedSince = untouchedSince,
        YoungSince = youngSince,
    };

    private void Add(RetentionClaim claim)
    {
        _pipelines.Add(claim.PipelineSha256);
        if (claim.Image is not { } image) return;
        _images.Add(ImageKey.Of(image));
        if (claim.Serves) _served.Add(ImageKey.Of(image));
    }

    private void Keep(string project, ModelVersion version, IEnumerable<RetentionClaim> claims)
    {
        _kept.Add(new KeptVersion(version.Name, [.. claims.Select(claim => claim.Reason).Distinct(StringComparer.Ordinal)]));
        if (version.RemovedAt is not null) _neededAgain.Add((project, version));
        if (version.RunId is { } run) Makers.Add(run);
        if (version.Image is { } image) _images.Add(ImageKey.Of(image.ManifestDigest));
    }
}
