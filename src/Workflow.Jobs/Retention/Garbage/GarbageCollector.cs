using Workflow.Jobs.Home;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage.Bins;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>
/// Makes room, while others work: versions that nothing needs are marked as removed first, then what has to stay is looked up once more, and only then do files go.
/// Nothing about it lives in memory alone: killed at any line, the next attempt goes on from what is there.
/// </summary>
public sealed class GarbageCollector
{
    private readonly RetentionSurvey _survey;
    private readonly VersionRemovals _removals;
    private readonly IGarbageBin[] _bins;
    private readonly WorkflowHome _home;

    /// <summary>Creates it.</summary>
    /// <param name="survey">Finds out what has to stay.</param>
    /// <param name="removals">Marks versions.</param>
    /// <param name="bins">What can be removed, in the order in which it is.</param>
    /// <param name="home">The home.</param>
    public GarbageCollector(RetentionSurvey survey, VersionRemovals removals, IEnumerable<IGarbageBin> bins, WorkflowHome home)
    {
        _survey = survey;
        _removals = removals;
        _bins = [.. bins];
        _home = home;
    }

    /// <summary>What would be removed now. Nothing is changed.</summary>
    /// <exception cref="GarbageException">An option makes no sense.</exception>
    public async Task<GarbagePlan> PlanAsync(GarbageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RequireSensible();
        Retained retained = await _survey.LookAsync(options, cancellationToken).ConfigureAwait(false);
        var found = new List<BinContents>();
        foreach (IGarbageBin bin in _bins) found.Add(await bin.FindAsync(retained, cancellationToken).ConfigureAwait(false));
        string[] remarks = [.. found.Select(contents => contents.Remark).OfType<string>(), .. await LostAsync(retained, cancellationToken).ConfigureAwait(false)];
        return new GarbagePlan
        {
            Kept = retained.Kept,
            Versions = [.. retained.Unneeded.Select(Describe)],
            Items = [.. found.SelectMany(contents => contents.Items)],
            Remarks = remarks,
        };
    }

    /// <summary>Removes what nobody needs.</summary>
    /// <param name="options">What is kept.</param>
    /// <param name="progress">Told how far it has come; may be null.</param>
    /// <param name="cancellationToken">Stops between two things; what is left goes the next time.</param>
    /// <exception cref="GarbageException">An option makes no sense.</exception>
    public async Task<GarbageResult> ApplyAsync(GarbageOptions options, IProgress<GarbageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RequireSensible();
        using FileTurn turn = await FileTurn.TakeAsync(Path.Combine(_home.Path, "gc.lock"), cancellationToken).ConfigureAwait(false);
        Retained before = await _survey.LookAsync(options, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<(string Project, ModelVersion Version)> marked = await MarkAsync(before, cancellationToken).ConfigureAwait(false);

        // If we die here, versions are marked and have their bytes still: nobody can begin to use them, and the next attempt removes the bytes.
        Retained retained = await LookAgainAsync(options, cancellationToken).ConfigureAwait(false);
        await _survey.MarkFilesAsync(retained, cancellationToken).ConfigureAwait(false);
        HashSet<string> kept = [.. retained.Kept.Select(version => version.Name)];
        var removal = new GarbageRemoval(progress);
        foreach (IGarbageBin bin in _bins) await removal.EmptyAsync(bin, retained, cancellationToken).ConfigureAwait(false);
        GarbageResult result = removal.Result([.. marked.Select(Describe).Where(version => !kept.Contains(version.Name))]);
        return result with { Remarks = [.. result.Remarks, .. await LostAsync(retained, cancellationToken).ConfigureAwait(false)] };
    }

    private async Task<IReadOnlyList<string>> LostAsync(Retained retained, CancellationToken cancellationToken)
    {
        var lost = new List<string>();
        foreach ((_, ModelVersion version) in retained.NeededAgain)
        {
            if (!await _survey.IsThereAsync(version, cancellationToken).ConfigureAwait(false)) lost.Add($"{RemovedVersions.Refusal(version.Name, version.RemovedAt!.Value).Message}. Something needs it still");
        }

        return lost;
    }

    private async Task<IReadOnlyList<(string Project, ModelVersion Version)>> MarkAsync(Retained retained, CancellationToken cancellationToken)
    {
        var marked = new List<(string Project, ModelVersion Version)>();
        foreach ((string project, ModelVersion version) in retained.Unneeded)
        {
            if (await _removals.MarkAsync(project, version.Model, version.Number, cancellationToken).ConfigureAwait(false)) marked.Add((project, version));
        }

        return marked;
    }

    // Whoever began to need a version before it was marked is seen now; whoever comes later sees the mark.
    private async Task<Retained> LookAgainAsync(GarbageOptions options, CancellationToken cancellationToken)
    {
        Retained retained = await _survey.LookAsync(options, cancellationToken).ConfigureAwait(false);
        foreach ((string project, ModelVersion version) in retained.NeededAgain)
        {
            if (await _survey.IsThereAsync(version, cancellationToken).ConfigureAwait(false))
                await _removals.UnmarkAsync(project, version.Model, version.Number, cancellationToken).ConfigureAwait(false);
        }

        return retained;
    }

    private static RemovedVersion Describe((string Project, ModelVersion Version) removed) => new(removed.Version.Name, removed.Version.CreatedAt);
}
