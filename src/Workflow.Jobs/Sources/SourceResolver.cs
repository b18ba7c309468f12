using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;
using Workflow.Training.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Jobs.Sources;

/// <summary>Tries a recipe's sources in order and verifies the first that serves. What was passed over, and why, is told.</summary>
public sealed class SourceResolver(WorkflowHome home, Mirrors mirrors, Downloader downloader)
{
    /// <summary>Finds a source.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="progress">Told what is going on; may be null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="SourceException">None serves, or one has the wrong bytes, which no other source makes good.</exception>
    public async Task<ResolvedSource> ResolveAsync(RecipeDefinition recipe, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var passedOver = new List<string>();
        foreach (SourceDefinition source in recipe.Sources)
        {
            (SourceFile? file, string? whyNot) = source switch
            {
                MirrorSource mirror => await FromMirrorAsync(mirror, cancellationToken).ConfigureAwait(false),
                UrlSource url => await FromUrlAsync(url, progress, cancellationToken).ConfigureAwait(false),
                SimulatedSource simulated => await FromSimulatorAsync(simulated, progress, cancellationToken).ConfigureAwait(false),
                _ => throw new InvalidOperationException(source.GetType().Name),
            };
            if (file is not null) return new ResolvedSource(file, source.Description, passedOver);
            passedOver.Add($"{source.Description}: {whyNot}");
        }

        throw new SourceException(
            $"recipe {recipe.Name}: no source can be had.\n{string.Join('\n', passedOver.Select(reason => $"  {reason}"))}\n"
            + $"Put the file into a directory and name that directory in {SourceOptions.MirrorVariable}, or make an address of the recipe reachable.");
    }

    private async Task<(SourceFile? File, string? WhyNot)> FromMirrorAsync(MirrorSource mirror, CancellationToken cancellationToken)
    {
        if (mirrors.Find(mirror.FileName) is not { } path) return (null, mirrors.WhyNot());
        string sha256 = await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (mirror.Sha256 is { } expected && expected != sha256) throw new SourceException($"{path}: SHA-256 is {sha256}, but the recipe asks for {expected}");
        return (new SourceFile(path, sha256, Simulated: false), null);
    }

    private async Task<(SourceFile? File, string? WhyNot)> FromUrlAsync(UrlSource url, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new StepProgress(0, 0, $"asking {url.Url.Host}"));
        var bytes = progress is null ? null : new DownloadProgress(progress, url.Url.Host);
        try
        {
            (string path, string sha256) = await downloader.FetchAsync(url, bytes, cancellationToken).ConfigureAwait(false);
            return (new SourceFile(path, sha256, Simulated: false), null);
        }
        catch (SourceException unreachable) when (unreachable.IsUnavailable)
        {
            return (null, unreachable.InnerException?.Message ?? unreachable.Message);
        }
    }

    private async Task<(SourceFile? File, string? WhyNot)> FromSimulatorAsync(
        SimulatedSource source, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        string path = await SimulatedSources.EnsureAsync(home, source, progress, cancellationToken).ConfigureAwait(false);
        return (new SourceFile(path, await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false), Simulated: true), null);
    }

    private sealed class DownloadProgress(IProgress<StepProgress> inner, string host) : IProgress<(long Done, long? Total)>
    {
        public void Report((long Done, long? Total) value) => inner.Report(new StepProgress(value.Done, value.Total ?? 0, $"downloading from {host}"));
    }
}
