using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Answers of two versions that differ. Of one step no more than <see cref="MostKept"/> are kept: the first ones, and how many there were is counted.</summary>
public sealed class ComparedAnswerStore(IDatabase database)
{
    /// <summary>The most that are kept of one step.</summary>
    public const int MostKept = 1000;

    /// <summary>Keeps answers.</summary>
    public Task AddAsync(ArmKey arm, IReadOnlyList<ComparedAnswer> answers, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            foreach (ComparedAnswer answer in answers)
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO compared_answer (id, project, endpoint, epoch, version, request_id, first_answer, second_answer, flips, difference, at)
                    SELECT @id, @Project, @Endpoint, @Epoch, @Version, @RequestId, @First, @Second, @Flips, @Difference, @at
                    WHERE (SELECT COUNT(*) FROM compared_answer WHERE project = @Project AND endpoint = @Endpoint AND epoch = @Epoch) < @most
                    """,
                    new
                    {
                        id = Guid.CreateVersion7(answer.At).ToString(),
                        arm.Project,
                        arm.Endpoint,
                        arm.Epoch,
                        arm.Version,
                        RequestId = StorableText.Of(answer.RequestId),
                        First = StorableText.Of(answer.First),
                        Second = StorableText.Of(answer.Second),
                        answer.Flips,
                        answer.Difference,
                        at = answer.At.ToUnixTimeMilliseconds(),
                        most = (long)MostKept,
                    },
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
            }

            return answers.Count;
        },
        cancellationToken);

    /// <summary>The first answers of a step that differ, oldest first.</summary>
    public Task<IReadOnlyList<ComparedAnswer>> ListAsync(string project, string endpoint, string epoch, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
                """
                SELECT request_id AS RequestId, first_answer AS First, second_answer AS Second, flips AS Flips, difference AS Difference, at AS At
                FROM compared_answer WHERE project = @project AND endpoint = @endpoint AND epoch = @epoch ORDER BY at, id LIMIT @limit
                """,
                new { project, endpoint, epoch, limit = (long)limit },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<ComparedAnswer>)
                [.. rows.Select(row => new ComparedAnswer(row.RequestId, row.First, row.Second, row.Flips, row.Difference, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))];
        },
        cancellationToken);

    private sealed class Row
    {
        public string RequestId { get; init; } = string.Empty;

        public string First { get; init; } = string.Empty;

        public string Second { get; init; } = string.Empty;

        public long Flips { get; init; }

        public double Difference { get; init; }

        public long At { get; init; }
    }
}
