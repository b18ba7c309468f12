using Dapper;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Validate;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Retention.Garbage.Roots;

/// <summary>What runs that are not over have made, deploy, or score with.</summary>
/// <param name="database">The database.</param>
/// <param name="runs">The runs.</param>
/// <param name="artifacts">Where what they have made is described.</param>
public sealed class UnfinishedRunsRoot(IDatabase database, RunStore runs, IArtifactStore artifacts) : IRetentionRoot
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionClaim>> ListAsync(string project, GarbageOptions options, CancellationToken cancellationToken)
    {
        var claims = new List<RetentionClaim>();
        foreach (string id in await IdsAsync(project, cancellationToken).ConfigureAwait(false))
        {
            if (await runs.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } run) claims.AddRange(await ClaimsAsync(run, cancellationToken).ConfigureAwait(false));
        }

        return claims;
    }

    // In one statement: between two, a run could pass from a state that is not asked for yet to one that was.
    private Task<IReadOnlyList<string>> IdsAsync(string project, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT id FROM run WHERE project = @project AND state NOT IN ('Succeeded', 'Failed', 'Cancelled')",
            new { project },
            cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList(),
        cancellationToken);

    private async Task<IReadOnlyList<RetentionClaim>> ClaimsAsync(RunRecord run, CancellationToken cancellationToken)
    {
        string reason = $"run {RunNames.Of(run.Id)} is not over";
        if (run.Definition.Release is { } release) return [new RetentionClaim(release.PipelineSha256, reason) { Model = run.Definition.Name, Image = release.Image.ManifestDigest, Serves = true }];
        if (run.Definition.Batch is { } batch) return [new RetentionClaim(batch.PipelineSha256, reason) { Model = run.Definition.Name }];
        if (run.Find(ValidateStep.Pipeline) is not { } pipeline) return [];
        BuiltImage? image = await FindImageAsync(run, cancellationToken).ConfigureAwait(false);
        return [new RetentionClaim(pipeline, reason) { Model = run.Definition.Name, Image = image?.ManifestDigest, Serves = image is not null }];
    }

    private async Task<BuiltImage?> FindImageAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (run.Find(BuildImageStep.Image) is not { } digest) return null;
        try
        {
            return JobsJson.Read<BuiltImage>(await artifacts.ReadAsync(digest, cancellationToken).ConfigureAwait(false));
        }
        catch (ArtifactException gone) when (gone.Code == ArtifactException.Damaged)
        {
            // Its next step fails for it too, and makes it anew.
            return null;
        }
    }
}
