using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Bundles;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Registry;

/// <summary>Registers versions that were made at another site.</summary>
public sealed class VersionImports(IDatabase database, VersionStore versions, TimeProvider time)
{
    /// <summary>In place of a version's number: the next one here, because that of the other site is not known.</summary>
    public const long NextNumber = 0;

    /// <summary>Registers a version, under its own number where that is free. The same scoring pipeline file is registered once; of two images of it the newer one is its image.</summary>
    /// <exception cref="ImageException">The version has another image here, and nobody has said which one is newer.</exception>
    public Task<LoadedVersion> RegisterAsync(string project, VersionBundle bundle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return RegisterAsync(project, bundle, new ImportedFrom(string.Create(CultureInfo.InvariantCulture, $"{bundle.Model}@{bundle.Number}"), bundle.RunId), cancellationToken);
    }

    /// <summary>Registers a version of which is told where it comes from.</summary>
    /// <exception cref="ImageException">The version has another image here, and nobody has said which one is newer.</exception>
    public async Task<LoadedVersion> RegisterAsync(string project, VersionBundle bundle, ImportedFrom origin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(origin);
        (bool isNew, string? replaced, string? older) = await database.WriteAsync(
            transaction => RegisterAsync(transaction, project, bundle, origin, cancellationToken), cancellationToken).ConfigureAwait(false);
        ModelVersion version = await versions.FindByPipelineAsync(project, bundle.Model, bundle.PipelineSha256, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"{bundle.Model} was registered and is gone");
        return new LoadedVersion(version, isNew) { ReplacedImage = replaced, OlderImage = older };
    }

    private async Task<(bool IsNew, string? Replaced, string? Older)> RegisterAsync(
        DbTransaction transaction, string project, VersionBundle bundle, ImportedFrom origin, CancellationToken cancellationToken)
    {
        bool isNew = await InsertAsync(transaction, project, bundle, origin, cancellationToken).ConfigureAwait(false) == 1;
        BuiltImage? present = isNew ? null : await FindImageAsync(transaction, project, bundle, cancellationToken).ConfigureAwait(false);
        bool differs = present is not null && present.ManifestDigest != bundle.Image.ManifestDigest;
        bool isOlder = differs && !await IsNewerAsync(transaction, bundle, present!, cancellationToken).ConfigureAwait(false);

        // The same model may have been trained here too, and not have come to its image, or have been removed.
        if (present is null || (differs && !isOlder)) await SetImageAsync(transaction, project, bundle, cancellationToken).ConfigureAwait(false);
        await ImageStatementStore.WriteAsync(transaction, bundle.Statements, cancellationToken).ConfigureAwait(false);
        return (isNew, differs && !isOlder ? present!.ManifestDigest : null, isOlder ? bundle.Image.ManifestDigest : null);
    }

    // Null also where its bytes were removed: then any image of it will do.
    private async Task<BuiltImage?> FindImageAsync(DbTransaction transaction, string project, VersionBundle bundle, CancellationToken cancellationToken)
    {
        string? image = await transaction.Connection!.ExecuteScalarAsync<string?>(new CommandDefinition(
            $"""
            SELECT image FROM model_version
            WHERE project = @project AND model = @Model AND pipeline_sha256 = @PipelineSha256 AND removed_at IS NULL {database.ForUpdate}
            """,
            new { project, bundle.Model, bundle.PipelineSha256 },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return image is null ? null : JobsJson.Read<BuiltImage>(image);
    }

    private static async Task<bool> IsNewerAsync(DbTransaction transaction, VersionBundle bundle, BuiltImage present, CancellationToken cancellationToken)
    {
        IReadOnlyList<ImageStatement> ofPresent = await ImageStatementStore.ListAsync(transaction, present.ManifestDigest, cancellationToken).ConfigureAwait(false);
        return ImageAge.IsNewer(bundle.Model, present.ManifestDigest, ofPresent, bundle.Image.ManifestDigest, bundle.Statements);
    }

    private Task SetImageAsync(DbTransaction transaction, string project, VersionBundle bundle, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE model_version
            SET image = @image, removed_at = NULL, restored_at = CASE WHEN removed_at IS NULL THEN restored_at ELSE @now END
            WHERE project = @project AND model = @Model AND pipeline_sha256 = @PipelineSha256
            """,
            new { project, bundle.Model, bundle.PipelineSha256, image = Image(bundle), now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction,
            cancellationToken: cancellationToken));

    // Its engine was published elsewhere, of sources that may not be those of here.
    private static string Image(VersionBundle bundle) => JobsJson.Write(bundle.Image with { EngineSources = null });

    private Task<int> InsertAsync(DbTransaction transaction, string project, VersionBundle bundle, ImportedFrom origin, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO model_version (project, model, number, pipeline_sha256, run_id, imported_from, summary, image, created_at)
            SELECT @project, @Model,
                   CASE WHEN @Number = 0 OR EXISTS (SELECT 1 FROM model_version v WHERE v.project = @project AND v.model = @Model AND v.number = @Number)
                        THEN (SELECT COALESCE(MAX(v.number), 0) FROM model_version v WHERE v.project = @project AND v.model = @Model) + 1
                        ELSE @Number END,
                   @PipelineSha256, NULL, @importedFrom, @summary, @image, @now
            WHERE NOT EXISTS (
                SELECT 1 FROM model_version v WHERE v.project = @project AND v.model = @Model AND v.pipeline_sha256 = @PipelineSha256)
            """,
            new
            {
                project,
                bundle.Model,
                bundle.Number,
                bundle.PipelineSha256,
                importedFrom = JobsJson.Write(origin),
                summary = JobsJson.Write(bundle.Summary),
                image = Image(bundle),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            transaction,
            cancellationToken: cancellationToken));
}
