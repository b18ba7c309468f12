using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Counts of the versions at endpoints, as gateways write them down: each its own row, which it alone changes.</summary>
public sealed class ArmTrafficStore(IDatabase database, TimeProvider time)
{
    /// <summary>Writes down what a gateway has counted in all since a step began.</summary>
    /// <param name="gateway">Which gateway.</param>
    /// <param name="arms">Endpoint, step, version, and its counts so far.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public Task WriteAsync(string gateway, IReadOnlyList<(ArmKey Arm, ArmCounts Counts)> arms, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            foreach ((ArmKey arm, ArmCounts counts) in arms)
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO arm_traffic (project, endpoint, epoch, version, gateway, counts, updated_at)
                    VALUES (@Project, @Endpoint, @Epoch, @Version, @gateway, @counts, @now)
                    ON CONFLICT (project, endpoint, epoch, version, gateway) DO UPDATE SET counts = excluded.counts, updated_at = excluded.updated_at
                    """,
                    new { arm.Project, arm.Endpoint, arm.Epoch, arm.Version, gateway, counts = JobsJson.Write(counts), now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
            }

            return arms.Count;
        },
        cancellationToken);

    /// <summary>What all gateways have counted in a step, by the version's name.</summary>
    public Task<IReadOnlyDictionary<string, ArmCounts>> ReadAsync(string project, string endpoint, string epoch, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<(string Version, string Counts)> rows = await connection.QueryAsync<(string, string)>(new CommandDefinition(
                "SELECT version, counts FROM arm_traffic WHERE project = @project AND endpoint = @endpoint AND epoch = @epoch",
                new { project, endpoint, epoch },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyDictionary<string, ArmCounts>)rows
                .GroupBy(row => row.Version, StringComparer.Ordinal)
                .ToDictionary(arm => arm.Key, arm => Sum(arm.Select(row => row.Counts)), StringComparer.Ordinal);
        },
        cancellationToken);

    /// <summary>What all gateways have counted of a version on all days, by endpoint.</summary>
    /// <param name="project">Project of the endpoints.</param>
    /// <param name="version">Name of the version, <c>model@7</c>.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<IReadOnlyList<VersionTraffic>> ReadVersionAsync(string project, string version, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<(string Endpoint, string Epoch, string Counts)> rows = await connection.QueryAsync<(string, string, string)>(new CommandDefinition(
                $"SELECT endpoint, epoch, counts FROM arm_traffic WHERE project = @project AND version = @version AND epoch LIKE '{TrafficDay.Prefix}%' ORDER BY endpoint, epoch",
                new { project, version },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<VersionTraffic>)
            [
                .. rows.GroupBy(row => row.Endpoint, StringComparer.Ordinal).Select(endpoint => new VersionTraffic(
                    endpoint.Key, TrafficDay.Parse(endpoint.First().Epoch), TrafficDay.Parse(endpoint.Last().Epoch), Sum(endpoint.Select(row => row.Counts)))),
            ];
        },
        cancellationToken);

    private static ArmCounts Sum(IEnumerable<string> counts) => counts.Select(JobsJson.Read<ArmCounts>).Aggregate(ArmCounts.None, (all, one) => all.Plus(one));
}
