using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>
/// Which artifacts stay for the sake of runs: all of those of runs that are not over, that ended not long ago, or that made a version that stays; of others what
/// tells of them (documents), and what they were begun with.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="steps">The steps that this program brings: they say which of their outputs are documents.</param>
/// <param name="time">The clock.</param>
public sealed class RunFiles(IDatabase database, IEnumerable<IStep> steps, TimeProvider time)
{
    private readonly HashSet<(string Step, string Output)> _documents =
        [.. from step in steps from output in step.Outputs where output.Type == OutputType.Json select (output.Step, output.Output)];

    /// <summary>The artifacts that stay.</summary>
    /// <param name="makers">Runs that made versions that stay.</param>
    /// <param name="keepYoungerThan">How long all of a run's artifacts stay after its end.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public Task<IReadOnlySet<string>> RetainedAsync(IReadOnlySet<string> makers, TimeSpan keepYoungerThan, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var retained = new HashSet<string>(StringComparer.Ordinal);
            long since = (time.GetUtcNow() - keepYoungerThan).ToUnixTimeMilliseconds();
            foreach (StepRow row in await connection.QueryAsync<StepRow>(new CommandDefinition(StepRow.Query, null, cancellationToken: cancellationToken)).ConfigureAwait(false))
            {
                bool isWhole = row.EndedAt is not { } ended || ended > since || makers.Contains(row.RunId);
                foreach ((string output, string digest) in row.Artifacts)
                {
                    if (isWhole || _documents.Contains((row.Step, output))) retained.Add(digest);
                }
            }

            foreach (string definition in await connection.QueryAsync<string>(new CommandDefinition(
                "SELECT DISTINCT definition FROM run", null, cancellationToken: cancellationToken)).ConfigureAwait(false))
            {
                retained.UnionWith(PinnedFiles(definition));
            }

            return (IReadOnlySet<string>)retained;
        },
        cancellationToken);

    /// <summary>
    /// Notes on every run that it is about to lose files, and lets nobody reuse results that are: what names a file is gone or marked before the file is.
    /// </summary>
    public async Task MarkAsync(IReadOnlySet<string> retained, CancellationToken cancellationToken)
    {
        (string[] runs, string[] keys) = await database.ReadAsync(
            async connection =>
            {
                IEnumerable<StepRow> made = await connection.QueryAsync<StepRow>(new CommandDefinition(StepRow.Query, null, cancellationToken: cancellationToken)).ConfigureAwait(false);
                HashSet<string> marked = [.. await connection.QueryAsync<string>(new CommandDefinition("SELECT run_id FROM run_removal", null, cancellationToken: cancellationToken)).ConfigureAwait(false)];
                IEnumerable<CacheRow> cached = await connection.QueryAsync<CacheRow>(new CommandDefinition(CacheRow.Query, null, cancellationToken: cancellationToken)).ConfigureAwait(false);
                return (
                    made.Where(row => !row.IsKeptBy(retained)).Select(row => row.RunId).Where(marked.Add).ToArray(),
                    cached.Where(row => !row.IsKeptBy(retained)).Select(row => row.Key).ToArray());
            },
            cancellationToken).ConfigureAwait(false);
        foreach (string[] some in keys.Chunk(500)) await ForgetAsync(some, cancellationToken).ConfigureAwait(false);
        foreach (string[] some in runs.Chunk(500)) await NoteAsync(some, cancellationToken).ConfigureAwait(false);
    }

    // What pipelines.yaml named when the run began: small, and needed to make a version again.
    private static IEnumerable<string> PinnedFiles(string definition)
    {
        ModelDefinition? model = JobsJson.Read<PipelineDefinition>(definition).Model;
        IEnumerable<string> extra = model?.Image?.ExtraFiles.Select(file => file.Sha256) ?? [];
        if (model?.Image?.Dockerfile is { } dockerfile) extra = extra.Append(dockerfile.ContextSha256);
        return extra.Concat(from file in (PinnedFile?[])[model?.Recipe, model?.SplitFile] where file is not null select file.Sha256);
    }

    private Task ForgetAsync(string[] keys, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var parameters = new DynamicParameters();
            string list = parameters.AddList("key", keys);
            return transaction.Connection!.ExecuteAsync(new CommandDefinition(
                $"DELETE FROM step_cache WHERE cache_key IN {list}", parameters, transaction, cancellationToken: cancellationToken));
        },
        cancellationToken);

    private Task NoteAsync(string[] runs, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var parameters = new DynamicParameters(new { now = time.GetUtcNow().ToUnixTimeMilliseconds() });
            string list = parameters.AddList("id", runs);
            return transaction.Connection!.ExecuteAsync(new CommandDefinition(
                $"INSERT INTO run_removal (run_id, removed_at) SELECT id, @now FROM run WHERE id IN {list} ON CONFLICT (run_id) DO NOTHING",
                parameters,
                transaction,
                cancellationToken: cancellationToken));
        },
        cancellationToken);

    private abstract class OutputsRow
    {
        public string Outputs { get; init; } = string.Empty;

        public IReadOnlyDictionary<string, string> Artifacts => JobsJson.Read<StepOutputs>(Outputs).Artifacts;

        public bool IsKeptBy(IReadOnlySet<string> retained) => Artifacts.Values.All(retained.Contains);
    }

    private sealed class StepRow : OutputsRow
    {
        public const string Query = """
            SELECT s.run_id AS RunId, s.name AS Step, s.outputs AS Outputs, CASE WHEN r.state IN ('Succeeded', 'Failed', 'Cancelled') THEN r.ended_at END AS EndedAt
            FROM step s JOIN run r ON r.id = s.run_id WHERE s.outputs IS NOT NULL
            """;

        public string RunId { get; init; } = string.Empty;

        public string Step { get; init; } = string.Empty;

        public long? EndedAt { get; init; }
    }

    private sealed class CacheRow : OutputsRow
    {
        public const string Query = "SELECT cache_key AS Key, outputs AS Outputs FROM step_cache";

        public string Key { get; init; } = string.Empty;
    }
}
