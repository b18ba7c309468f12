using Dapper;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage.Roots;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>Finds out what has to stay: by the database alone, so that every process that asks at a moment comes to the same.</summary>
public sealed class RetentionSurvey
{
    private readonly IDatabase _database;
    private readonly IRetentionRoot[] _roots;
    private readonly VersionStore _versions;
    private readonly RunFiles _files;
    private readonly IArtifactStore _artifacts;
    private readonly TimeProvider _time;

    /// <summary>Creates it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="roots">For whose sake versions stay. What is not over comes first: what it makes of it is then seen by those that follow.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="files">The artifacts of runs.</param>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="time">The clock.</param>
    public RetentionSurvey(IDatabase database, IEnumerable<IRetentionRoot> roots, VersionStore versions, RunFiles files, IArtifactStore artifacts, TimeProvider time)
    {
        _database = database;
        _roots = [.. roots];
        _versions = versions;
        _files = files;
        _artifacts = artifacts;
        _time = time;
    }

    /// <summary>What has to stay now.</summary>
    public async Task<Retained> LookAsync(GarbageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        DateTimeOffset untouchedSince = await UntouchedSinceAsync(options, cancellationToken).ConfigureAwait(false);
        var tally = new RetentionTally();
        foreach (string project in await ProjectsAsync(cancellationToken).ConfigureAwait(false))
        {
            var claims = new List<RetentionClaim>();
            foreach (IRetentionRoot root in _roots) claims.AddRange(await root.ListAsync(project, options, cancellationToken).ConfigureAwait(false));
            tally.Add(project, await _versions.ListAsync(project, int.MaxValue, cancellationToken).ConfigureAwait(false), claims);
        }

        tally.Know(await new RecordedImages(_database).ListAsync(cancellationToken).ConfigureAwait(false));
        IReadOnlySet<string> artifacts = await _files.RetainedAsync(tally.Makers, options.KeepYoungerThan, cancellationToken).ConfigureAwait(false);
        return tally.Sum(artifacts, untouchedSince, _time.GetUtcNow() - options.KeepYoungerThan);
    }

    /// <summary>Whether a version has its bytes, whatever is noted of it.</summary>
    internal Task<bool> IsThereAsync(ModelVersion version, CancellationToken cancellationToken) => _artifacts.ContainsAsync(version.PipelineSha256, cancellationToken);

    /// <summary>Notes on runs that they are about to lose files.</summary>
    internal Task MarkFilesAsync(Retained retained, CancellationToken cancellationToken) => _files.MarkAsync(retained.Artifacts, cancellationToken);

    private Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT project FROM model_version UNION SELECT project FROM endpoint UNION SELECT project FROM run ORDER BY project",
            null,
            cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList(),
        cancellationToken);

    // What a step has written is recorded when it is over: until then nothing that is as young as the step may go.
    private async Task<DateTimeOffset> UntouchedSinceAsync(GarbageOptions options, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        long? began = await _database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                "SELECT MIN(started_at) FROM step WHERE state = 'Running'", null, cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        DateTimeOffset since = began is { } at && DateTimeOffset.FromUnixTimeMilliseconds(at) < now ? DateTimeOffset.FromUnixTimeMilliseconds(at) : now;
        return since - options.Grace;
    }
}
