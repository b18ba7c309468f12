using System.Globalization;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Retention.Garbage.Roots;

/// <summary>The newest versions of each model, and those that were registered, or were made again, not long ago.</summary>
/// <param name="versions">The versions.</param>
/// <param name="time">The clock.</param>
public sealed class NewestRoot(VersionStore versions, TimeProvider time) : IRetentionRoot
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionClaim>> ListAsync(string project, GarbageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<ModelVersion> all = await versions.ListAsync(project, int.MaxValue, cancellationToken).ConfigureAwait(false);
        DateTimeOffset since = time.GetUtcNow() - options.KeepYoungerThan;
        return
        [
            .. all.Where(version => version.RemovedAt is null).GroupBy(version => version.Model, StringComparer.Ordinal).SelectMany(model => Newest(model, options.KeepNewest)),
            .. from version in all
               where version.RemovedAt is null && (version.RestoredAt ?? version.CreatedAt) > since
               select Claim(version, string.Create(CultureInfo.InvariantCulture, $"is younger than {options.KeepYoungerThan.TotalDays:0.##} days")),
        ];
    }

    private static IEnumerable<RetentionClaim> Newest(IEnumerable<ModelVersion> ofModel, int count) => ofModel
        .OrderByDescending(version => version.Number)
        .Take(count)
        .Select((version, i) => Claim(version, i == 0 ? $"is the newest of {version.Model}" : string.Create(CultureInfo.InvariantCulture, $"is among the {count} newest of {version.Model}")));

    private static RetentionClaim Claim(ModelVersion version, string reason) => new(version.PipelineSha256, reason) { Model = version.Model };
}
