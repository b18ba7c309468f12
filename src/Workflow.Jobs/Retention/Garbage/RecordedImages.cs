using System.Text;
using System.Text.Json;
using Dapper;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>Images that are no version's any more, because a newer one took their place: they were deployed, or something was signed of them, and that stays on record.</summary>
/// <param name="database">The database.</param>
internal sealed class RecordedImages(IDatabase database)
{
    /// <summary>All of them, those that versions have included.</summary>
    public Task<IReadOnlyList<BuiltImage>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<DeployedRow> deployed = await connection.QueryAsync<DeployedRow>(new CommandDefinition(
                "SELECT DISTINCT model AS Model, manifest_digest AS ManifestDigest, config_digest AS ConfigDigest FROM deployment",
                null,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            IEnumerable<string> locks = await connection.QueryAsync<string>(new CommandDefinition(
                "SELECT envelope FROM image_statement WHERE predicate_type = @Lock", new { PredicateTypes.Lock }, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<BuiltImage>)
            [
                .. deployed.Select(row => Image(row.Model, row.ManifestDigest, row.ConfigDigest)).Concat(locks.Select(Read).OfType<BuiltImage>())
                    .DistinctBy(image => image.ManifestDigest, StringComparer.Ordinal),
            ];
        },
        cancellationToken);

    private static BuiltImage? Read(string envelope)
    {
        try
        {
            InTotoStatement said = InTotoStatement.Read(SignedStatement.Read(Encoding.UTF8.GetBytes(envelope)).Document);
            return JobsJson.Read<ImageLock>(said.Predicate.ToJsonString()) is { ConfigDigest: { } config } ? Image(said.Name[(said.Name.LastIndexOf('/') + 1)..], said.ManifestDigest, config) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or SigningException or ImageException)
        {
            // It does no harm to know one image less: it stays where it is.
            return null;
        }
    }

    private static BuiltImage Image(string model, string manifestDigest, string configDigest) => new(ImageLayout.ReferenceOf(model, manifestDigest), manifestDigest, configDigest, 0, 0);

    private sealed class DeployedRow
    {
        public string Model { get; init; } = string.Empty;

        public string ManifestDigest { get; init; } = string.Empty;

        public string ConfigDigest { get; init; } = string.Empty;
    }
}
