using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>The signed statements about images.</summary>
public sealed class ImageStatementStore(IDatabase database)
{
    private const string Insert = """
        INSERT INTO image_statement (manifest_digest, predicate_type, envelope, key_id, signed_at)
        VALUES (@ManifestDigest, @PredicateType, @Envelope, @KeyId, @signedAt)
        ON CONFLICT (manifest_digest, predicate_type) DO UPDATE SET
            envelope = excluded.envelope, key_id = excluded.key_id, signed_at = excluded.signed_at
        """;

    /// <summary>What is said of an image, in the order of the types.</summary>
    public Task<IReadOnlyList<ImageStatement>> ListAsync(string manifestDigest, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => ListAsync(connection, null, manifestDigest, cancellationToken), cancellationToken);

    /// <summary>What is said of an image, as a transaction sees it.</summary>
    internal static Task<IReadOnlyList<ImageStatement>> ListAsync(DbTransaction transaction, string manifestDigest, CancellationToken cancellationToken) =>
        ListAsync(transaction.Connection!, transaction, manifestDigest, cancellationToken);

    /// <summary>Keeps statements in a transaction; a newer one of a kind takes the place of the one before.</summary>
    internal static Task WriteAsync(DbTransaction transaction, IEnumerable<ImageStatement> statements, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(Insert, statements.Select(Parameters), transaction, cancellationToken: cancellationToken));

    private static async Task<IReadOnlyList<ImageStatement>> ListAsync(
        DbConnection connection, DbTransaction? transaction, string manifestDigest, CancellationToken cancellationToken)
    {
        IEnumerable<StatementRow> rows = await connection.QueryAsync<StatementRow>(new CommandDefinition(
            """
            SELECT manifest_digest AS ManifestDigest, predicate_type AS PredicateType, envelope AS Envelope, key_id AS KeyId, signed_at AS SignedAt
            FROM image_statement WHERE manifest_digest = @manifestDigest ORDER BY predicate_type
            """,
            new { manifestDigest },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => new ImageStatement(
            row.ManifestDigest, row.PredicateType, row.Envelope, row.KeyId, DateTimeOffset.FromUnixTimeMilliseconds(row.SignedAt)))];
    }

    private static object Parameters(ImageStatement statement) => new
    {
        statement.ManifestDigest,
        statement.PredicateType,
        statement.Envelope,
        statement.KeyId,
        signedAt = statement.SignedAt.ToUnixTimeMilliseconds(),
    };

    private sealed class StatementRow
    {
        public string ManifestDigest { get; init; } = string.Empty;

        public string PredicateType { get; init; } = string.Empty;

        public string Envelope { get; init; } = string.Empty;

        public string KeyId { get; init; } = string.Empty;

        public long SignedAt { get; init; }
    }
}
