using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Images.Signing;

/// <summary>The public keys that this site trusts, and those that it trusts no longer. None is ever forgotten.</summary>
public sealed class TrustedKeyStore(IDatabase database, TimeProvider time)
{
    /// <summary>Origin of keys that were made here.</summary>
    public const string MadeHere = "made here";

    /// <summary>All keys, in the order in which they came.</summary>
    public Task<IReadOnlyList<TrustedKey>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<KeyRow> rows = await connection.QueryAsync<KeyRow>(new CommandDefinition(
                "SELECT pem AS Pem, origin AS Origin, added_at AS AddedAt, revoked_at AS RevokedAt FROM signing_key ORDER BY added_at, id",
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<TrustedKey>)[.. rows.Select(ToKey)];
        },
        cancellationToken);

    /// <summary>The keys that are trusted now.</summary>
    public async Task<IReadOnlyList<PublicKey>> ListTrustedAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(key => key.RevokedAt is null).Select(key => key.Key)];

    /// <summary>Trusts a key from now on. One that is trusted already stays as it is.</summary>
    /// <exception cref="SigningException">It was revoked.</exception>
    public async Task TrustAsync(PublicKey key, string origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (await FindAsync(key.Id, cancellationToken).ConfigureAwait(false) is { } known)
        {
            if (known.RevokedAt is null) return;
            throw new SigningException($"the key {key.Id} was revoked on {known.RevokedAt:yyyy-MM-dd}; a revoked key is not trusted again: sign with another one");
        }

        await WriteAsync(
            "INSERT INTO signing_key (id, pem, origin, added_at) VALUES (@Id, @Pem, @origin, @now) ON CONFLICT (id) DO NOTHING",
            new { key.Id, key.Pem, origin, now = Now },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Trusts a key no longer.</summary>
    /// <returns>Whether it was trusted until now.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) =>
        await WriteAsync("UPDATE signing_key SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", new { id, now = Now }, cancellationToken).ConfigureAwait(false) == 1;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<TrustedKey?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(key => key.Key.Id == id);

    private Task<int> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)), cancellationToken);

    private static TrustedKey ToKey(KeyRow row) => new(
        PublicKey.Parse(row.Pem, "the database"),
        row.Origin,
        DateTimeOffset.FromUnixTimeMilliseconds(row.AddedAt),
        row.RevokedAt is { } revoked ? DateTimeOffset.FromUnixTimeMilliseconds(revoked) : null);

    private sealed class KeyRow
    {
        public string Pem { get; init; } = string.Empty;

        public string Origin { get; init; } = string.Empty;

        public long AddedAt { get; init; }

        public long? RevokedAt { get; init; }
    }
}
